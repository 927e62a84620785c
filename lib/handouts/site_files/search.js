"use strict";

// The search of the first page, over DOCUMENTS (all pages), by MiniSearch: a page is found when
// each word typed, or what the report calls it (COMMON), begins one of its words; one or two
// letters are a whole word, and so is a number. A state that is named comes first. Where no page
// has all words, three with some, or a like spelling, are shown, unless one is a number.
// What is typed stands in the address, #q=..., so that it can be sent; other pages send ?q=...
const IDLE = new Set("a an and are by chart csv data did download excel figure do does for from graph how i in is it many me much ncmec number numbers of on or percent picture show table that the there to was were what where which who with xlsx".split(" "));
const tokenize = (text) =>
  (text.match(/\d[\d.,]*\d|[^\s\p{P}\p{S}]+/gu) ?? []).map((one) => (/^\d/.test(one) ? one.replaceAll(",", "") : one));
const index = new MiniSearch({
  fields: ["code", "title", "name", "text", "words", "numbers"],
  tokenize,
  storeFields: ["title", "text", "kind", "picture", "name"],
  searchOptions: {
    prefix: (term) => term.length > 2 && !/^\d/.test(term), combineWith: "AND", boost: { code: 30, title: 3, name: 2, text: 2 },
    boostDocument: (id, term, stored) => ({ State: 3, Figure: 2, Section: 0.5 })[stored.kind] ?? 1,
  },
});
index.addAll(DOCUMENTS);
const field = document.getElementById("search");

// Letters by which a word may be another: a slip of the hand is Ohio, and Columbus is not Columbia.
const fuzzy = (word) => (word.length > 9 ? 2 : Number(word.length > 4));

function element(name, text, attributes = {}) {
  const made = Object.assign(document.createElement(name), attributes);
  made.textContent = text;
  return made;
}

function row(found) {
  const made = document.createElement("li");
  if (found.picture) {
    made.append(element("img", "", { src: `small/${found.picture}.webp`, alt: "", loading: "lazy" }));
  }
  const words = document.createElement("div");
  words.append(element("span", `${found.kind}: `, { className: "quiet" }));
  words.append(element("a", found.title, { href: found.id }));
  words.append(element("p", found.text, { className: "quiet" }));
  made.append(words);
  return made;
}

// The common words that one begins, or is.
const common = (word, least) => Object.keys(COMMON).filter((one) => one === word || (word.length >= least && one.startsWith(word)));

// What one word may stand for: itself, or what the report calls a common word.
function meant(word) {
  const also = common(word, 4).map((one) => ({ combineWith: "AND", queries: COMMON[one].split(" ") }));
  return { combineWith: "OR", queries: [word, ...also] };
}

// What is to be said of it: that the report calls it otherwise, or has no number for it.
function told(word) {
  const notes = NOTES.filter((one) => one.words.includes(word)).map((one) => one.say);
  if (notes.length) return notes;
  return common(word, 5).map((one) => {
    const quotes = LACKING[one]?.map((words) => `\u201c${words}\u201d`).join(", ");
    if (quotes === undefined) return `Pages with \u201c${COMMON[one]}\u201d are shown, too.`;
    const said = one.length < 3 ? one.toUpperCase() : one;
    return `The report has no number for ${said}${quotes && `; it says only ${quotes}`}.${
      one in NEAREST ? ` What follows is about ${COMMON[one]}: the report does not say whether that includes ${said}.` : ""}`;
  });
}

// The states that are named: in full, longest first (West Virginia is not Virginia), or by a code.
const STATES = DOCUMENTS.filter((one) => one.kind === "State").sort((one, other) => other.title.length - one.title.length);
function states(typed) {
  const codes = tokenize(typed).filter((one) => /^[A-Z]{2}$/.test(one) && (one === typed || /[a-z]/.test(typed) || !IDLE.has(one.toLowerCase())));
  let rest = typed.toLowerCase();
  return STATES.filter((one) => {
    const name = new RegExp(`\\b${one.title.toLowerCase()}\\b`);
    const there = name.test(rest) || codes.includes(one.code);
    rest = rest.replace(name, " ");
    return there;
  });
}

// A state is meant where it is named, not by what its page says as those of all others do.
const named = (one) => one.kind !== "State" ||
  Object.entries(one.match).some(([term, fields]) => (term.length > 2 ? /title|code|numbers/ : /title|code/).test(fields));

const all = (words, how = {}) => index.search({ combineWith: "AND", queries: words.map(meant) }, how).filter(named);

// What there is of a word, where its state or "by state" is typed beside another topic.
const ofStates = new Set(OF_STATES.words.split(" "));

function find(asked) {
  const typed = Object.entries(PHRASES).reduce((text, [from, to]) => text.replace(new RegExp(`\\b${from}\\b`, "i"), to), asked);
  const typedWords = tokenize(typed);
  const idle = (word) => IDLE.has(/^[A-Z]{2}$/.test(word) ? word : word.toLowerCase()); // OR: Oregon
  const telling = typedWords.filter((word) => !idle(word));
  const words = (telling.length ? telling : typedWords).map((word) => word.toLowerCase());
  let found = words.length ? all(words) : [];
  const first = states(typed);
  const more = words.filter((word) => !first.some((one) => tokenize(`${one.title} ${one.code}`.toLowerCase()).includes(word)));
  const notes = more.flatMap(told);
  const topic = more.filter((word) => !/^states?(wide)?$/.test(word));
  if ((first.length || topic.length < more.length) && topic.some((word) => !ofStates.has(word))) {
    notes.unshift(OF_STATES.say);
    found = all(topic);
  } else if (first.length && more.length && !found.length) found = all(more);
  const some = !found.length && more.length > 0;
  if (some && !first.length && !more.some((word) => /^\d/.test(word))) { // no number is like another
    found = index.search({ combineWith: "OR", queries: more.map(meant) }, { fuzzy, prefix: false }).filter(named).slice(0, 3);
  }
  const lost = more.filter((word) => !/^\d/.test(word) && !index.search(meant(word)).length && !NOTES.some((one) => one.words.includes(word)));
  if (lost.length && (first.length || (found.length && found[0].kind !== "State"))) notes.unshift(`Not found here: ${lost.map((one) => `\u201c${one}\u201d`).join(", ")}.${more.flatMap(told).length ? "" : ` ${UNKNOWN}`}`);
  const plain = typed.toLowerCase().trim();
  const best = [(one) => one.id === FIRST[plain], (one) => [one.name, one.title.toLowerCase()].includes(plain)].flatMap((is) => found.filter(is));
  const pages = new Map([...first, ...best, ...found].map((one) => [one.id, one])); // each once
  return { found: [...pages.values()], notes: [...new Set(notes)].join(" "), some };
}

function show() {
  const typed = field.value.trim();
  const { found, notes, some } = typed ? find(typed) : { found: [], notes: "", some: false };
  document.getElementById("found").hidden = !typed;
  document.getElementById("all").hidden = Boolean(typed);
  document.getElementById("none").hidden = found.length > 0 && !some;
  document.getElementById("count").textContent =
    some || !found.length ? `Nothing found ${/\s/.test(typed) ? "with all these words" : "with this word"}${found.length ? "; these come nearest" : ""}`
    : found.length === 1 ? "1 page" : `${found.length} pages`;
  document.getElementById("meant").textContent = notes;
  document.getElementById("results").replaceChildren(...found.map(row));
}

function take() {
  const asked = [location.hash.slice(1), location.search].map((part) => new URLSearchParams(part).get("q"));
  const words = asked.find((one) => one !== null);
  if (words !== undefined || !location.hash) field.value = words ?? field.value;
  else field.value = ""; // a link within the page: to a section
  show();
}

function keep() {
  const asked = field.value ? `#q=${encodeURIComponent(field.value)}` : "#";
  history.replaceState(null, "", asked);
  show();
}

field.addEventListener("input", keep);
field.form.addEventListener("submit", (event) => {
  event.preventDefault();
  document.querySelector("#results a")?.focus();
});
addEventListener("hashchange", take);
addEventListener("pageshow", (event) => event.persisted && take());
take();
