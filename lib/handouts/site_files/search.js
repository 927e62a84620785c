"use strict";

// The search of the first page, over DOCUMENTS (all pages), by MiniSearch: a page is found when
// each word typed, or what the report calls it (COMMON), begins one of its words; one or two
// letters are a whole word. Where no page has all, those with some, or a like spelling, are shown.
// What is typed stands in the address, #q=..., so that it can be sent; other pages send ?q=...
const IDLE = new Set("a an and are by chart csv data did download excel figure do does for from graph how i in is it many me much number numbers of on or picture show table that the there to was were what where which who with xlsx".split(" "));
const index = new MiniSearch({
  fields: ["code", "title", "name", "text", "words"],
  storeFields: ["title", "text", "kind", "picture"],
  searchOptions: {
    prefix: (term) => term.length > 2, combineWith: "AND", boost: { code: 30, title: 3, name: 2, text: 2 },
    boostDocument: (id, term, stored) => ({ State: 3, Figure: 2 })[stored.kind] ?? 1,
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
  const also = common(word, 3).map((one) => ({ combineWith: "AND", queries: COMMON[one].split(" ") }));
  return { combineWith: "OR", queries: [word, ...also] };
}

// What is to be said of it: that the report calls it otherwise, or has no number for it.
function told(word) {
  return common(word, 5).map((one) => {
    const quotes = LACKING[one]?.map((words) => `\u201c${words}\u201d`).join(", ");
    if (quotes === undefined) return `Pages with \u201c${COMMON[one]}\u201d are shown, too.`;
    return `The report has no number for ${one}${quotes && `; it says only ${quotes}`}. What follows is about ${COMMON[one]}: the report does not say whether that includes ${one}.`;
  });
}

// A state is meant where it is named, not by what its page says as those of all others do.
const named = (one) => one.kind !== "State" || Object.values(one.match).some((fields) => /title|code/.test(fields));

function find(typed) {
  const all = MiniSearch.getDefault("tokenize")(typed).filter(Boolean);
  const idle = (word) => IDLE.has(/^[A-Z]{2}$/.test(word) ? word : word.toLowerCase()); // OR: Oregon
  const telling = all.filter((word) => !idle(word));
  const words = (telling.length ? telling : all).map((word) => word.toLowerCase());
  const queries = words.map(meant);
  const found = index.search({ combineWith: "AND", queries }).filter(named);
  const notes = [...new Set(words.flatMap(told))].join(" ");
  if (found.length || !queries.length) return { found, notes, some: false };
  return { found: index.search({ combineWith: "OR", queries }, { fuzzy, prefix: false }).filter(named).slice(0, 10), notes, some: true };
}

function show() {
  const typed = field.value.trim();
  const { found, notes, some } = typed ? find(typed) : { found: [], notes: "", some: false };
  document.getElementById("found").hidden = !typed;
  document.getElementById("all").hidden = Boolean(typed);
  document.getElementById("none").hidden = found.length > 0 && !some;
  document.getElementById("count").textContent =
    some || !found.length ? `No page has ${/\s/.test(typed) ? "all these words" : "this word"}${found.length ? "; these come nearest" : ""}`
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
