"use strict";

// The search of the first page and, below the field, of all others, over DOCUMENTS (all pages), by MiniSearch: a page is found when
// each word typed, or what the report calls it (COMMON), begins one of its words; one or two
// letters are a whole word, and so is a number. A state that is named comes first. Where no page
// has all words, three with some, or a like spelling, are shown, unless one is a number.
// What is typed stands in the first page's address, #q=..., so that it can be sent; other pages send ?q=...
const IDLE = new Set("a about america an and annual annually any are been between by can chart could compared csv data did download each every excel figure figures do does for from get go goes going graph had has have how i in is it many me much my nation national nationally nationwide ncmec number numbers of on or our per percent percentage picture right show stat statistic statistics stats table that the there these this to US us usa versus vs was were what where which who why with xlsx yearly your".split(" "));
// "20.5 million" is one word, 20.5m, and a number that rounds to it has it, too; a percentage is no such number.
const tokenize = (text) =>
  (text.match(/\d(?:[\d.,]*\d)?(?: ?(?:million|m|k)\b|%)?|[^\s\p{P}\p{S}]+/giu) ?? []).map((one) => (/^\d/.test(one) ? plainly(one) : one));
const plainly = (number) => number.replaceAll(",", "").replace(/^([\d.]+) ?([mk])\w*$/i, (_, digits, unit) => Number(digits) + unit.toLowerCase());
const rounded = (number) => (number < 1e6 ? `${Math.round(number / 1e3)}k` : `${Number((number / 1e6).toFixed(1))}m`);
const term = (one) => (/^\d+%$/.test(one) ? one : one.toLowerCase().replace("%", "")); // 92% is found where 92.3% is printed
const index = new MiniSearch({
  fields: ["code", "title", "name", "text", "words", "numbers"],
  tokenize,
  processTerm: (one) => (/^\d{5,}$/.test(one) ? [one, rounded(one)] : /%$/.test(one) ? [one.slice(0, -1), `${Math.round(parseFloat(one))}%`] : term(one)),
  storeFields: ["title", "text", "kind", "picture", "name", "last"],
  searchOptions: {
    processTerm: term,
    prefix: (term) => term.length > 2 && !/^\d/.test(term), combineWith: "AND", boost: { code: 30, title: 3, name: 2, text: 2 },
    boostDocument: (id, term, stored) => ({ State: 3, Figure: 2, "All years": 1.9, Section: 0.5, Notebook: 0.4 })[stored.kind] ?? 1,
  },
});
index.addAll(DOCUMENTS);
const field = document.getElementById("search");
const { up } = document.body.dataset, start = document.getElementById("found") ? "" : `${up}index.html`; // of links
const FIRST_OF = Object.fromEntries(Object.values(FIRST).map((id) => [id, true])); // shown though no page has the words

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
  words.append(element("a", found.title, { href: up + found.id }));
  words.append(element("p", found.text, { className: "quiet" }));
  made.append(words);
  return made;
}

// Pages that show a state beside all others: their words are of other states.
function folded(pages, of) {
  const made = document.createElement("li");
  const words = element("div", "", { className: "also" });
  words.append(element("span", `${of} also shown in:`, { className: "quiet" }));
  for (const one of pages) words.append(element("a", one.title, { href: one.id }));
  made.append(words);
  return made;
}

// The common words that one begins, or is.
const common = (word, least) => Object.keys(COMMON).filter((one) => one === word || (word.length >= least && one.startsWith(word)));

// A number as it may stand elsewhere: 4.4 where millions are drawn, and 546,333 for 546,000.
const round = (word) => /^\d{2,}000$/.test(word) && !index.search(word).length && index.search(rounded(word)).length > 0;
const otherwise = (word) => (/^\d+%$/.test(word) && !index.search(word).length ? [word.slice(0, -1)] : /^\d+\.\d$/.test(word) ? [{ queries: [`${Number(word)}m`], fields: ["title", "text", "words"] }] : round(word) ? [rounded(word)] : []);

// What one word may stand for: itself, or what the report calls a common word.
function meant(word) {
  const also = common(word, 4).map((one) => ({ combineWith: "AND", queries: COMMON[one].split(" ") }));
  return { combineWith: "OR", queries: [word, ...otherwise(word), ...also] };
}

// A place abroad is one word of the note on countries, so its name is typed without blanks; so is a
// city's, which leads to its state, or those of its name.
const joined = (name) => name.replace(/[^a-z]/gi, "");
for (const one of NOTES) one.words.push(...(one.countries ? COUNTRIES.map(joined) : one.later ? LATER : []));
for (const code in CITIES) CITIES[code] = CITIES[code].split(" ").map((one) => one.replaceAll("_", " "));
const PLACES = [...COUNTRIES, ...Object.values(CITIES).flat()].filter((one) => /[ .-]/.test(one));
const JOINED = new RegExp(`\\b(${PLACES.join("|").replaceAll(".", "\\.?").replaceAll(" ", "[ -]")})\\b`, "gi");
const CITY = new Set(Object.values(CITIES).flat().map(joined));

// What is to be said of it: that the report has no number for it, or calls it otherwise.
const quoted = (words) => words.map((one) => `\u201c${one}\u201d`).join(", ");
// A note with "with" is meant where one of these words is typed, too, and with "not" where none is; "none": no page need have the word.
const noted = (word, words) => NOTES.filter((one) => one.words.includes(word) && (!one.lacks || one.lacks in LACKING) &&
  (!one.with || words.some((other) => one.with.includes(other))) && !words.some((other) => one.not?.includes(other)));
function told(word, at, words) {
  const notes = noted(word, words);
  if (notes.length) {
    return notes.map((one) => ({ ...one, say: [one.say, LACKING[one.lacks]?.length ? `It says only that ${LACKING[one.lacks].join("; ")}.` : "", one.then].filter(Boolean).join(" ") }));
  }
  if (round(word)) return [{ alias: true, say: `Not printed here: ${quoted([Number(word).toLocaleString("en-US")])}. Pages with numbers that round to it are shown.` }];
  return common(word, 5).map((one) => {
    if (LACKING[one] === undefined) return { alias: true, say: `Pages with \u201c${COMMON[one]}\u201d are shown, too.` };
    const quotes = LACKING[one].length ? `; it says only that ${LACKING[one].join("; ")}` : "";
    const meant = one in NEAREST ? ` The nearest that it counts is ${COMMON[one]}: it does not say whether that includes ${one}.` : "";
    return { say: `The report has no number for ${one}${quotes}.`, meant: `${meant} ${ELSEWHERE.say}`, link: ELSEWHERE.link };
  });
}

// The states that are named: in full, longest first (West Virginia is not Virginia), or by a code; else by a city.
const STATES = DOCUMENTS.filter((one) => one.kind === "State").sort((one, other) => other.title.length - one.title.length);
const NAMES = Object.fromEntries(STATES.map((one) => [one.code, one.title]));
function states(typed, asked) {
  const parts = tokenize(asked), isCode = (one) => /^[A-Z]{2}$/.test(one);
  const codes = parts.filter((one) => isCode(one) && (parts.every(isCode) || /[a-z]/.test(asked) || !IDLE.has(one.toLowerCase())));
  const cities = tokenize(typed.toLowerCase()).filter((one) => !/\bcounty\b/i.test(typed) || one.endsWith("county")); // a county is not a city of its name
  let rest = typed.toLowerCase();
  const there = STATES.filter((one) => {
    const name = new RegExp(`\\b${one.title.toLowerCase()}\\b`);
    const there = name.test(rest) || codes.includes(one.code);
    rest = rest.replace(name, " ");
    return there;
  });
  return there.length ? there : STATES.filter((one) => CITIES[one.code]?.some((city) => cities.includes(joined(city))));
}

// A state is meant where it is named, not by what its page says as those of all others do.
const named = (one) => one.kind !== "State" ||
  Object.entries(one.match).some(([term, fields]) => (term.length > 2 ? /title|code|numbers/ : /title|code/).test(fields));

// "36 million" is 36.2 million where no page has it otherwise
const MILLIONS = new Set(DOCUMENTS.flatMap((one) => `${one.title} ${one.text}`.match(/\d+(\.\d+)?(?= million)/g) ?? []));
const million = (typed, number) => {
  const near = [...MILLIONS].find((one) => Math.floor(one) === Number(number)) ?? [...MILLIONS].find((one) => Math.round(one) === Number(number));
  return near && !MILLIONS.has(number) ? `${near} million` : typed;
};

// The state with the most reports, which are the first number of its sheet.
const reports = (one) => Number(one.numbers.match(/(?<= )\d[\d,]*/)?.[0].replaceAll(",", ""));
const [most] = STATES.toSorted((one, other) => reports(other) - reports(one));
if (most) NUMBERS.most = `${most.title} (${reports(most).toLocaleString("en-US")})`;

// An answer with its numbers, {a}, percentages, {a/b}, and about how many a day, {a/day}; none where the report lacks one.
const count = (id) => Number(NUMBERS[id]?.replaceAll(",", ""));
const filled = (say) => say.replace(/\{(\w+)(?:\/(\w+))?\}/g, (_, id, of) => (of === "day" ? (count(id) / 365).toLocaleString("en-US", { maximumSignificantDigits: 2 }) : of ? `${((100 * count(id)) / count(of)).toFixed(1)}%` : NUMBERS[id]));
const stated = (id) => DOCUMENTS.filter((one) => one.id === id).map(({ title, text }) => `${title.replace(/[^?]$/, "$&.")} ${text.trim().split("\n")[0]}`)[0]; // by a section
const leads = (link, one) => one.id === link?.[0].replace(/^(about\.html|data\/index\.html)#.*/, "$1");
const like = (asked) => (one) => new RegExp(one.asked, "i").test(asked);
const earlier = (asked) => like(asked)(OF_YEARS) || asked.match(/(?<![\d.,])(19|20)\d\d(?![\d%]|[.,]\d)/g)?.some((year) => year !== YEAR);
const answered = (asked, years) => [...ANSWERS.filter(like(asked)), ...(years && earlier(asked) ? OF_YEARS.of.filter(like(asked)).slice(0, 1) : [])]
  .map((one) => ({ ...one, say: one.say ? filled(one.say) : stated(one.link[0]) })).filter((one) => !/NaN|undefined/.test(one.say))
  .flatMap((one) => [one, ...(one.more ?? []).map(([say, link]) => ({ say, link, urgent: one.urgent }))]);

const all = (words, how = {}) => index.search({ combineWith: "AND", queries: words.map(meant) }, how).filter(named);

// What there is of a word, where its state or "by state" is typed beside another topic, or years.
const ofStates = new Set(OF_STATES.words.split(" "));
const [isTopic, isTrend] = [OF_STATES.topics, OF_STATES.trends].map((one) => new RegExp(one));

// A word that no page has, and the word of a page that it is nearly; "Cleveland" is nearly nothing.
const known = (word) => /^\d/.test(word) || index.search(meant(word)).length > 0 || NOTES.some((one) => one.words.includes(word));
const swapped = (word) => [...word].slice(1).map((letter, at) => word.slice(0, at) + letter + word[at] + word.slice(at + 2));
function nearly(word) { // a state first; who mistypes has the first letter right
  const state = Object.values(NAMES).map((name) => name.toLowerCase()).find((name) => slip(word, name) && name[0] === word[0]);
  const whole = swapped(word).find((one) => index.search(one, { prefix: false }).length);
  const alike = index.autoSuggest(word, { fuzzy: fuzzy(word), prefix: false }).find(({ suggestion }) => suggestion[0] === word[0]);
  return (word.length > 3 ? state ?? whole : undefined) ?? alike?.suggestion;
}

function find(given) {
  const asked = inFull(given, NAMES, SHORT);
  const typed = Object.entries(PHRASES).reduce((text, [from, to]) => text.replace(new RegExp(`\\b${from}\\b`, "i"), to), asked)
    .replace(JOINED, joined).replace(/(?<![\d.,])(\d+) ?(?:million|m)\b/gi, million);
  const typedWords = tokenize(typed);
  const typedNumbers = typed.match(/\d(?:[\d.,]*\d)?(?: ?(?:million|m|k)\b|%)?/gi) ?? []; // 1,911 is no year
  const idle = (word) => IDLE.has(/^[A-Z]{2}$/.test(word) ? word : word.toLowerCase()); // OR: Oregon
  const telling = typedWords.filter((word) => !idle(word));
  const asTyped = telling.length ? telling : typedWords;
  const words = asTyped.map((word) => word.toLowerCase()).map((word) => (/....s$/.test(word) && !known(word) && known(word.slice(0, -1)) ? word.slice(0, -1) : word)).filter((word) => !CITY.has(word));
  let found = words.length ? all(words) : [];
  const first = states(typed, given);
  const more = words.filter((word) => !first.some((one) => tokenize(`${one.title} ${one.code}`.toLowerCase()).includes(word)));
  const answers = answered(asked, !first.length);
  const inCity = typedWords.some((word) => CITY.has(word.toLowerCase()));
  let notes = [...(inCity ? told("city", 0, more) : []), ...more.flatMap(told).filter((one) => !one.alias || !answers.length), ...answers].sort((one, other) => Boolean(other.urgent) - Boolean(one.urgent) || Boolean(one.alias) - Boolean(other.alias));
  const absent = more.filter((word) => noted(word, more).some((one) => one.none));
  const beside = absent.filter((word) => noted(word, more).some((one) => one.none && one.with)); // of what is typed with it, there are pages
  if (beside.length && beside.length < words.length) found = all(words.filter((word) => !beside.includes(word)));
  const topic = more.filter((word) => !/^states?(wide)?$/.test(word));
  const of = `${first.map((one) => one.title).join(", ")} ${first.length > 1 ? "are" : "is"}`;
  const withName = new Set(first.flatMap((one) => all(tokenize(one.title.toLowerCase()))).map((one) => one.id));
  let also = found.filter((one) => withName.has(one.id) && !first.some(({ id }) => id === one.id));
  if (first.length && !more.length) found = []; // OR: not each page that says "or"
  const year = (word) => /^(19|20)\d\d$/.test(word) && typedNumbers.includes(word);
  if ((first.length || topic.length < more.length) && topic.some((word) => !ofStates.has(word) && (year(word) || !/^\d/.test(word)))) {
    const trend = topic.filter((word) => isTrend.test(word));
    const past = trend.length || topic.some((word) => year(word) && !YEARS.includes(word));
    const titled = (word) => index.search(meant(word), { fields: ["title", "name", "text"], filter: (one) => one.kind === "Figure" }).length;
    const on = topic.filter((word) => !ofStates.has(word) && !year(word) && !noted(word, more).length && isTopic.test(word) && titled(word));
    const no = on.length ? `No numbers on \u201c${on.map((word) => asTyped.find((one) => one.toLowerCase() === word) ?? word).join(" ")}\u201d by state. ` : "";
    const there = OF_STATES.elsewhere.find((one) => new RegExp(one.asked, "i").test(topic.join(" ")));
    if (trend.length) notes = notes.filter((one) => !one.alias);
    absent.push(...trend);
    notes.unshift({ say: no + OF_STATES.say + (past && YEARS.length === 1 ? ` ${OF_STATES.years} ${YEARS[0]}.` : "") }, ...(there && !notes.some((one) => one.link || one.meant) ? [there] : []));
    const others = topic.filter((word) => !absent.includes(word));
    found = others.length ? all(others) : [];
    also = [];
  } else if (first.length && more.length && !found.length) found = all(more);
  const lost = more.filter((word) => !known(word));
  const unheard = typedNumbers.filter((one) => !year(one) && !noted(one, more).length && !index.search(meant(...tokenize(one))).length);
  const place = notes.some((one) => one.place) || lost.some((word) => !nearly(word) && asTyped.some((one) => /^\p{Lu}\p{Ll}+$/u.test(one) && one.toLowerCase() === word));
  if (lost.length && !place && !notes.some((one) => one.none) && lost.every(nearly)) { // slips: what is found is that of the right words
    const meant = lost.reduce((text, word) => text.replace(new RegExp(`\\b${word}`, "i"), nearly(word)), typed);
    const again = find(meant);
    return { ...again, notes: [{ say: "Did you mean", link: [`#q=${encodeURIComponent(meant)}`, `${meant}?`] }, ...again.notes] };
  }
  const some = !found.length && !absent.length && more.length > 0; // what is found has not all words
  if (some && place) { // no page is near to a place, but there are pages of the other words
    const others = more.filter((word) => !lost.includes(word) && !noted(word, more).some((one) => one.place));
    found = others.length ? all(others) : [];
  } else if (some && !first.length && !more.some((word) => /^\d/.test(word))) { // no number is like another
    found = index.search({ combineWith: "OR", queries: more.map(meant) }, { fuzzy, prefix: false }).filter(named).slice(0, 3);
  }
  if (lost.length) {
    if (place && !notes.some((one) => one.place)) notes.unshift({ ...UNKNOWN, place });
    if (first.length || found.length || place) notes.unshift({ say: `Not found here: ${quoted(lost.map((word) => asTyped.find((one) => one.toLowerCase() === word)))}.` });
  }
  if (unheard.length) notes.unshift({ say: `Not found here: ${quoted(unheard)}. ${UNKNOWN_NUMBER}`, number: true });
  const several = first.map((one) => one.title).sort();
  if (first.length > 1 && !inCity) notes.unshift({ say: "Side by side:", link: [`states/index.html?only=${first.map((one) => one.code).sort()}`, `${several.slice(0, -1).join(", ")} and ${several.at(-1)}`] });
  const plain = [typed.toLowerCase().trim(), words.join(" "), topic.join(" ")];
  const inOrder = more.length > 1 && !first.length && new RegExp(`^${words.filter((word) => !year(word)).join("\\b.*\\b")}`, "i"); // so a title goes
  const best = [(one) => plain.some((text) => one.id === FIRST[text]), (one) => answers.some(({ link }) => leads(link, one)), (one) => plain.some((text) => [one.name, one.title.toLowerCase()].includes(text)), (one) => inOrder && inOrder.test(one.title)]
    .flatMap((is) => DOCUMENTS.filter(is)).filter((one) => one.id in FIRST_OF || answers.some(({ link }) => leads(link, one)) || found.some(({ id }) => id === one.id));
  const ordered = [...found.filter((one) => !one.last), ...found.filter((one) => one.last)];
  const pages = new Map([...first, ...best, ...ordered].map((one) => [one.id, one])); // each once
  also = also.filter((one) => !best.some(({ id }) => id === one.id));
  for (const { id } of also) pages.delete(id);
  const said = notes.filter((one) => pages.size || !one.alias).map(({ say, meant, ...more }) => ({ ...more, say: say + (pages.size && meant ? meant : "") }));
  return { found: [...pages.values()], also, of, notes: said.filter((one, at) => said.findIndex(({ say }) => say === one.say) === at), some: some && !best.length, none: said.some((one) => one.none) };
}

// What is said above what is found, with links: a page that the site lacks has none.
function sayings(notes) {
  return notes.flatMap(({ say, link, urgent }, at) => {
    const there = link && (/^(#|https:|tel:)/.test(link[0]) || DOCUMENTS.some((one) => [link[0], link[0].replace(/[?#].*/, "")].includes(one.id)));
    const to = there && (/^(https:|tel:)/.test(link[0]) ? link[0] : link[0][0] === "#" ? start + link[0] : up + link[0]);
    return [!at ? "" : urgent ? element("br") : " ", say, ...(there ? [" ", element("a", link[1], { href: to })] : [])];
  });
}

const FEW = 5; // pages with the words, where a note says that there is no such number
function show(every = false) {
  const typed = field.value.trim();
  const { found, also, of, notes, some, none } = typed ? find(typed) : { found: [], also: [], notes: [], some: false, none: false };
  const pages = found.length + also.length;
  document.getElementById("found").hidden = !typed;
  document.getElementById("all").hidden = Boolean(typed);
  document.getElementById("none").hidden = (found.length > 0 && !some) || none || notes.some((one) => one.link || one.number);
  document.getElementById("count").hidden = !found.length && notes.some((one) => one.none || one.link);
  document.getElementById("count").textContent =
    some || !found.length ? `Nothing found ${/\s/.test(typed) ? "with all these words" : "with this word"}${found.length ? "; these come nearest" : ""}`
    : none ? "Other pages with these words"
    : pages === 1 ? "1 page" : `${pages} pages`;
  document.getElementById("meant").replaceChildren(...sayings(notes));
  const cut = none && !every && found.length > FEW;
  document.getElementById("results").replaceChildren(...found.slice(0, cut ? FEW : undefined).map(row), ...(also.length && !cut ? [folded(also, of)] : []));
  document.getElementById("more").hidden = !cut;
  document.getElementById("more").textContent = `Show all ${pages}`;
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
  history.replaceState(null, "", location.pathname + asked); // without ?q=, which other pages send
  show();
}

// Below the field of another page: what is said, the first pages, and the way to all.
const box = element("div", "", { id: "suggested", tabIndex: -1, hidden: true }); // with a focus of its own, so that a click on a link does not hide it
function suggest() {
  const typed = field.value.trim();
  box.hidden = !typed;
  if (!typed) return;
  const { found, notes } = find(typed), said = element("p", ""), list = element("ul", "");
  said.append(...sayings(notes));
  list.append(...found.slice(0, FEW).map((one) => {
    const made = element("li", "");
    made.append(element("span", `${one.kind}: `, { className: "quiet" }), element("a", one.title, { href: up + one.id }));
    return made;
  }));
  const all = element("a", `${found.length ? "All that is found" : "Nothing found: what was searched"} (Enter)`, { href: `${start}#q=${encodeURIComponent(typed)}` });
  box.replaceChildren(...(notes.length ? [said] : []), ...(found.length ? [list] : []), all);
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
    document.querySelector("#meant:has([href^='tel:']) a, #results a")?.focus(); // who needs help has it first
  });
  addEventListener("hashchange", take);
  addEventListener("pageshow", (event) => event.persisted && take());
  take();
}
