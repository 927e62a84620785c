"use strict";

// The search of the first page, over DOCUMENTS (all pages), by MiniSearch: a page is found when
// each word typed, or what the report calls it (COMMON), begins one of its words; one or two
// letters are a whole word. Where no page has all, those with some, or a like spelling, are shown.
// What is typed stands in the address, #q=..., so that it can be sent; other pages send ?q=...
const IDLE = new Set("a an and are by did do does for from how i in is it many me much number numbers of on or show that the there to was were what where which who with".split(" "));
const index = new MiniSearch({
  fields: ["code", "title", "text", "words"],
  storeFields: ["title", "text", "kind", "picture"],
  searchOptions: {
    prefix: (term) => term.length > 2, combineWith: "AND", boost: { code: 30, title: 3, text: 2 },
    boostDocument: (id, term, stored) => ({ State: 3, Figure: 2 })[stored.kind] ?? 1,
  },
});
index.addAll(DOCUMENTS);
const field = document.getElementById("search");

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

// What one word may stand for: itself, or what the report calls a common word that it begins.
function meant(word) {
  const common = Object.keys(COMMON).filter((one) => one === word || (word.length > 2 && one.startsWith(word)));
  const also = common.map((one) => ({ combineWith: "AND", queries: COMMON[one].split(" ") }));
  return { combineWith: "OR", queries: [word, ...also] };
}

function find(typed) {
  const all = MiniSearch.getDefault("tokenize")(typed).filter(Boolean);
  const idle = (word) => IDLE.has(/^[A-Z]{2}$/.test(word) ? word : word.toLowerCase()); // OR: Oregon
  const telling = all.filter((word) => !idle(word));
  const queries = (telling.length ? telling : all).map((word) => meant(word.toLowerCase()));
  const found = index.search({ combineWith: "AND", queries });
  if (found.length || !queries.length) return { found, some: false };
  return { found: index.search({ combineWith: "OR", queries }, { fuzzy: 0.2 }).slice(0, 10), some: true };
}

function show() {
  const typed = field.value.trim();
  const { found, some } = typed ? find(typed) : { found: [], some: false };
  document.getElementById("found").hidden = !typed;
  document.getElementById("all").hidden = Boolean(typed);
  document.getElementById("none").hidden = found.length > 0 && !some;
  document.getElementById("count").textContent =
    some || !found.length ? `No page has ${/\s/.test(typed) ? "all these words" : "this word"}${found.length ? "; these come nearest" : ""}`
    : found.length === 1 ? "1 page" : `${found.length} pages`;
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
