"use strict";

// What is found (find.js), as it is shown and copied, on the first page and, below the field, on
// all others. What is typed stands in the first page's address, #q=..., so that it can be sent;
// other pages send ?q=...
const field = document.getElementById("search");
const { up } = document.body.dataset;
const start = document.getElementById("found") ? "" : `${up}index.html`; // of links

// All answers as one text to copy: each sentence and the report's full name once, and at the end
// the last source; an answer from another source keeps its own.
function inOneText(copies) {
  const source = (one) => one.match(/ \(Source: (.*?)\)$/)?.[1].replace(/\.(?=\u201d?$)/, "") ?? "";
  const bare = (of) => of.replace(/, section .*/, "");
  const all = copies.map(source);
  const end = all.at(-1);
  // With the section of the report, if one of them has it
  const last = all.findLast((one) => one !== bare(one) && bare(one) === bare(end)) ?? end;
  const [report] = SOURCE.split(YEAR); // of which the last source may name other years, too
  const from = last.replace("this site\u2019s calculation from ", "");
  const isOfBoth = from.startsWith(report) && from.includes(YEAR);
  const isIn = (one) => last.startsWith(one) || (one === SOURCE && isOfBoth);
  const told = copies.map((one, at) =>
    isIn(all[at]) ? bySource(one)[0] : one,
  );
  const full = `NCMEC\u2019s Our Impact: ${YEAR}`;
  const own = told.map(bySource).map(([say, by]) => [parts(say), by]);
  const fresh = new Set(unlike(own.flatMap(([said]) => said)));
  const text = own
    .map(([said, by]) => [said.filter((one) => fresh.delete(one)).join(" "), by])
    .flatMap(([say, by]) => (say ? [say + by] : []))
    .join(" ");
  const once = text.replace(new RegExp(`(?<=${full}.*)${full}`, "gs"), "Our Impact");
  return `${once} (Source: ${ended(last)})`;
}

// Where a note leads, if the site has that page, and a period, unless the next note goes on; a
// figure without a name of its own, or a row of it, says which it is.
function linked({ link, urgent }, next) {
  if (!link) return [];
  const [to, words] = link;
  const page = DOCUMENTS.find((one) => [to, to.replace(/[?#].*/, "")].includes(one.id));
  if (!page && !/^(#|https:|tel:)/.test(to)) return [];
  const href = /^(https:|tel:)/.test(to) ? to : to[0] === "#" ? start + to : up + to;
  const text = ROWS[to]
    ? `${words} \u201c${ROWS[to]}.\u201d`
    : page?.kind === "Figure" && words === "Figure"
      ? `${words}: ${page.title}`
      : words;
  return [
    " ",
    element("a", text, { href }),
    urgent || /[.?!]\u201d?$/.test(text) || /^[a-z]/.test(next?.say ?? "") ? "" : ".",
  ];
}

// Where else to ask, for the end of what is copied, as it is shown; each address stands after the
// name of whose page it is.
function toAsk(notes, copied) {
  const text = copied.replaceAll(`NCMEC\u2019s Our Impact: ${YEAR}`, "Our Impact");
  const told = notes.flatMap(({ say, urgent, link: [url = "", name] = [] }) => {
    const isOut = url.startsWith("https:") && !urgent;
    const fresh = parts(say)
      .filter((one) => (isOut || isWhomToAsk({ say: one })) && !text.includes(one))
      .map((one) => inItself(isOut ? one : one.replace(/:$/, ".")))
      .filter(Boolean);
    if (!isOut) return fresh;
    if (/ may /.test(name)) return [...fresh, `${inItself(name)}: ${url}.`];
    return [...fresh, `${/:$/.test(fresh.at(-1)) ? "" : "Also: "}${name}, ${url}.`];
  });
  return told.length ? ` ${told.join(" ")}` : "";
}
// "Such" numbers would be those of the source that now stands before it, and "this site" another.
const inItself = (text) =>
  text
    .replace(/\bon a page (not checked by this site)/, "($1)")
    .replace("such numbers", "numbers that Our Impact lacks");
// What is said above what is found, with links: each answer in a line, what goes with it in short
// lines below.
const isWhomToAsk = (note) => /checked by this site/.test(note?.say); // which is copied, too
const goesOn = (note) => note && /^([a-z]|$)/.test(note.say); // in the line before
function sayings(notes) {
  let last = notes.findLastIndex(({ copy }) => copy);
  while (last >= 0 && (goesOn(notes[last + 1]) || isWhomToAsk(notes[last + 1]))) last += 1;
  return notes.reduce((lines, one, at) => {
    const link = linked(one, notes[at + 1]);
    if (lines.length && goesOn(one)) lines.at(-1).append(" ", one.say, ...link);
    else lines.push(...linesOf(one, link));
    const isHelp = one.urgent && !notes[at + 1]?.urgent;
    if (isHelp) lines.push(small("", copying("Copy where to report", helpOf(notes))));
    return at === last ? [...lines, ...copiesOf(notes)] : lines;
  }, []);
}
// Where to report, a line each, for a handout.
const helpOf = (notes) =>
  notes
    .filter(({ urgent, link }) => urgent && !link[0].startsWith("about"))
    .map(({ say, link }) => `${say} ${link[1]}`)
    .join("\n");
// An answer is a line, and each of its cautions a small one; a link to a page has its own.
function linesOf({ say }, link) {
  const isOurs = /\bcalculat|\bassumes that|^Credit /.test(say);
  const [answer, ...cautions] = parts(say).map((one) => (isOurs ? byName(one) : one)); // as copied
  const isOfPlace = /other countries/; // which who asks for the nation must not miss
  const below = cautions.map((one) => (isOfPlace.test(one) ? element("p", one) : small(one)));
  const lines = [withWhose(answer), ...below];
  if (/[.\u201d]$/.test(say) && link.length) lines.push(small("", ...link.slice(1)));
  else lines.at(-1).append(...link);
  return lines;
}
// Below a state's name, what is of all stands out by whose it is.
function withWhose(answer) {
  const all = "Nationwide|All countries together|In all|The nation[^:]*";
  const [, whose, rest] = answer.match(new RegExp(`^((?:${all}):)(.*)`, "s")) ?? [];
  const made = element("p", whose ? "" : answer);
  if (whose) made.append(element("strong", whose), rest);
  return made;
}
function small(text, ...more) {
  const made = element("p", text, { className: "quiet" });
  made.append(...more);
  return made;
}
// What copies all answers as they are shown, with the source; and where all caveats are.
function copiesOf(notes) {
  const copied = notes.filter(({ copy }) => copy);
  const text = inOneText(copied.map(({ copy }) => copy));
  const shorts = copied.filter(({ short }) => short);
  const few = shorts.length === 1 ? shorts : []; // of two states, which?
  const what = few.length ? "whole answer" : "answer";
  const whom = toAsk(notes, text);
  const also = /checked|clearinghouses/.test(whom) ? " and where to ask" : "";
  const isFirst = notes[0].top && isWhomToAsk(notes[0]); // as shown
  const whole = isFirst ? `${whom.trim()} ${text}` : text + whom;
  const button = copying(`Copy ${what}, with source${also}`, whole);
  const cited = text.matchAll(/\(Source: ((?:[^()]|\([^()]*\))*)\)/g);
  const sources = new Set([...cited].map(([, one]) => one));
  const source = `Source: ${[...sources].join(" ")}`;
  const isOf = (one, of) => one?.alone && (of || one.kind === "Figure"); // no page where a no leads
  const page = copied
    .map(({ of, link }) => [pageOf(of ?? link?.[0]), of])
    .find(([one, of]) => isOf(one, of))?.[0];
  const at = page?.kind === "Figure" ? "#caveat" : "";
  const more = page ? [" ", element("a", "All caveats", { href: up + page.id + at })] : [];
  const isOfPlace = notes.some(({ noPlace, place }) => noPlace || place);
  const last = isOfPlace ? [] : copied.flatMap(lastAlone).slice(0, 1);
  const brief = few.map(({ short, called, of }) => {
    const one = pageOf(of);
    const what = called ?? `two short sentences on ${theOf(one)}${one.title} (count only)`;
    return copying(`Copy ${what}, with source`, short);
  });
  const copies = [button, ...brief, ...last].flatMap((one) => [one, " "]);
  return [small("", ...copies, ...more.slice(1)), small(byName(source))];
}
// Beside numbers of several years, what copies the report's own alone.
function lastAlone({ copy, link }) {
  const [first] = parts(bySource(copy)[0]);
  const of = first.includes(YEAR) && new Set(years(first)).size > 1 && seriesOf(link, first);
  if (!of) return [];
  const { copy: alone } = ofType(of.one, of.codes, [YEAR]);
  return [copying(`Copy ${YEAR}\u2019s number, with source`, alone)];
}
function copying(words, text) {
  const button = element("button", words, { type: "button" });
  button.dataset.copy = text;
  return button;
}

function element(name, text = "", attributes = {}) {
  const made = Object.assign(document.createElement(name), attributes);
  made.textContent = text;
  return made;
}

// A figure's or a state's picture, its sentence, and its credit, small beside its title.
function pictured({ id, picture, sheet, title, by, nearest, rate }, told = "") {
  const { alone } = pageOf(id);
  const made = element("span", " ", { className: "pictured" });
  const file = { href: `${up}${sheet ?? `figures/${picture}`}.png`, download: "" };
  const what = sheet ? "of share resolved" : "1920 \u00d7 1080";
  const use = "slides; for broadcast, scale to 90% on white";
  const link = element("a", `PNG ${what} (${use}), with its credit`, file);
  const copies = [["Copy picture\u2019s credit", by]];
  const caveat = parts(alone ?? "").length > 1 ? "caveat and " : "";
  const said = !sheet ? "sentence" : rate ? "counts (no rate)" : "counts";
  // What the answer copies is copied there alone
  if (alone && !told.includes(parts(alone)[0]))
    copies.unshift([`Copy ${said}, with ${caveat}source`, withAside(alone, nearest)]);
  const all = [link, ...copies.map(([words, text]) => copying(words, text))];
  const of = ` of \u201c${title}\u201d`;
  for (const one of all) one.append(element("span", of, { className: "unseen" }));
  made.append(...all.flatMap((one, at) => (at ? [" ", one] : [one])));
  openApart(link);
  return made;
}

function withAside(whole, aside) {
  const [text, source] = bySource(whole);
  return [text, aside].filter(Boolean).join(" ") + source;
}

// What is shown of a page; of a figure, no more than what the button beside it copies.
function shownOf({ id, text }, most = 220) {
  const said = brief(text, most);
  const { alone, kind } = pageOf(id) ?? {};
  if (kind !== "Figure" || !alone) return said;
  const [first, ...others] = parts(said);
  return [first, ...others.filter((one) => alone.includes(one))].join(" ");
}
// The place of what is shown of a long section, which a browser that can marks there.
function placeOf({ id, said }) {
  if (!said || !id.includes("#")) return id;
  const first = encodeURIComponent(said.split(" ").slice(0, 6).join(" "));
  return `${id}:~:text=${first.replace(/-/g, "%2D")}`; // where a hyphen is a sign
}
const kindOf = ({ kind, of }) => `${kind}${of ? ` of \u201c${of}\u201d` : ""}: `;
function row(found, copied) {
  const made = element("li");
  const words = element("div");
  if (found.picture)
    made.append(
      element("img", "", {
        src: `small/${found.picture}.webp`,
        alt: "",
        loading: "lazy",
        onclick: () => words.querySelector("a").click(),
      }),
    );
  words.append(element("span", kindOf(found), { className: "quiet" }));
  words.append(element("a", found.title, { href: up + placeOf(found) }));
  if (found.picture || found.sheet) words.append(pictured(found, copied));
  const said = shownOf(found, /^State/.test(found.kind) ? 340 : 220);
  const { must = "", nearest } = found;
  const isBare = /\bwere resolved\b/.test(said) && !/how a case ended/.test(said + copied);
  const { alone = "" } = pageOf(found.id) ?? {};
  const ended = isBare && parts(alone).find((one) => /how a case ended/.test(one));
  const told = [said, ended, nearest, ...parts(must), found.said && `\u2026 ${found.said}`];
  words.append(element("p", unlike(told.filter(Boolean)).join(" "), { className: "quiet" }));
  made.append(words);
  return made;
}

// Pages that show a state beside all others: their words are of other states.
function folded(pages, of) {
  const made = element("li");
  const words = element("div", "", { className: "also" });
  words.append(element("span", `${of} also shown in:`, { className: "quiet" }));
  for (const one of pages) words.append(element("a", one.title, { href: one.id }));
  made.append(words);
  return made;
}

// How many pages are found, in words.
function counted(typed, { found, some, none, isLess, isAnswered, pages }) {
  if (some && isAnswered) return "Closest pages";
  if (some || !found.length) {
    const what = /\s/.test(typed) ? "with all these words" : "with this word";
    return found.length
      ? `Nothing found ${what}; closest matches`
      : isAnswered
        ? `No page ${what}`
        : `Nothing here on \u201c${typed}\u201d`;
  }
  if (isLess) return /\s/.test(typed) ? "Pages with some of these words" : "Closest pages";
  if (none) return "Closest pages";
  const which = /\s/.test(typed) ? "with these words" : "with this word";
  return `${pages} ${pages === 1 ? "page" : "pages"} ${which}`;
}

const FEW = 5; // pages shown at first where a note says that there is no such number
const MANY = 8;
function show(every = false) {
  const typed = field.value.trim();
  const nothing = { found: [], also: [], notes: [], some: false, none: false };
  const { found, also, of, notes, some, none, isLess } = typed ? ask(typed) : nothing;
  const pages = found.length + also.length;
  const most = none ? FEW : MANY;
  const better = found.filter(({ isStray }) => !isStray);
  const first = (better.length ? better : found).slice(0, most);
  const isCut = !every && found.length > first.length;
  const part = (id) => document.getElementById(id);
  part("found").hidden = !typed;
  // It leads to all figures
  document.querySelector("header nav a").ariaCurrent = typed ? null : "page";
  part("all").hidden = Boolean(typed);
  part("none").hidden =
    (found.length > 0 && !some) || none || notes.some((one) => one.link || one.number);
  part("count").hidden = !found.length && notes.some((one) => one.none || one.link);
  part("count").textContent = counted(typed, {
    found,
    some,
    none,
    isLess: isLess || notes.some(({ cities }) => cities), // of a place that no page names
    isAnswered: notes.some(({ copy }) => copy),
    pages,
  });
  part("meant").replaceChildren(...sayings(notes));
  part("meant").toggleAttribute("data-says", !notes.every(({ alias }) => alias));
  const folds = also.length && !isCut ? [folded(also, of)] : [];
  const told = notes.map(({ copy }) => copy).join(" ");
  const rows = (isCut ? first : found).map((one) => row(one, told));
  part("results").replaceChildren(...rows, ...folds);
  part("more").hidden = !isCut;
  part("more").textContent = `Show all ${pages}`;
}

function take() {
  const asked = [location.hash.slice(1), location.search].map((part) =>
    new URLSearchParams(part).get("q"),
  );
  const words = asked.find((one) => one !== null);
  if (words !== undefined || !location.hash) field.value = words ?? field.value;
  else field.value = ""; // a link within the page: to a section
  show();
}

function keep() {
  const asked = field.value ? `#q=${encodeURIComponent(field.value)}` : "#";
  // Without ?q=, which other pages send; Back leads to the page as it was before the search
  const isFirst = field.value && location.hash.length < 2;
  history[isFirst ? "pushState" : "replaceState"](null, "", location.pathname + asked);
  show();
}

// Below the field of another page: what is said, the first pages, and the way to all.
// With a focus of its own, so that a click on a link does not hide it
const box = element("div", "", { id: "suggested", tabIndex: -1, hidden: true });
function suggest() {
  const typed = field.value.trim();
  box.hidden = !typed;
  if (!typed) return;
  const { found, notes } = ask(typed);
  const said = element("div");
  const list = element("ul");
  said.append(...sayings(notes));
  const told = notes.map(({ copy }) => copy).join(" ");
  list.append(...found.slice(0, FEW).map((one) => suggested(one, told)));
  const words = found.length ? "See all results" : "Nothing found: what the search covers";
  const href = `${start}#q=${encodeURIComponent(typed)}`;
  const all = element("a", `${words} (Enter)`, { href });
  box.replaceChildren(...(notes.length ? [said] : []), ...(found.length ? [list] : []), all);
}
function suggested(page, told) {
  const made = element("li");
  made.append(element("span", kindOf(page), { className: "quiet" }));
  made.append(element("a", page.title, { href: up + page.id }));
  if (page.picture || page.sheet) made.append(pictured(page, told));
  return made;
}

if (start) {
  field.form.append(box);
  field.addEventListener("input", suggest);
  suggest();
} else {
  field.addEventListener("input", keep);
  document.getElementById("more").addEventListener("click", () => show(true));
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    // Who needs help has it first
    const help = document.querySelector("#meant:has([href^='tel:']) > p:first-child a");
    (help ?? document.querySelector("#meant[data-says], #results a") ?? field).focus();
  });
  addEventListener("hashchange", () => {
    if (location.hash.length < 2) field.value = "";
    take();
  });
  addEventListener("pageshow", (event) => event.persisted && take());
  take();
}
