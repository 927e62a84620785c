"use strict";

// What is typed into the search, understood: its words and what they may stand for, its numbers,
// the states in it, and what is to be said of it. find.js finds the pages, over DOCUMENTS (all
// pages), by MiniSearch: a page is found when each word typed, or what the report calls it
// (COMMON), begins one of its words; one or two letters are a whole word, and so is a number.

// Words that tell nothing of what is asked.
const IDLE = new Set(
  `
    a about america an and annual annually any are been between by can chart citation cite cited
    citing could compared
    csv data did download each every excel figure figures do does for from get getting go
    goes going graph had has have how i in is it at many me much my nation national
    nationally nationwide ncmec neighbor neighboring neighbors neighbour neighbouring
    neighbours number numbers of on or our per percent percentage picture proportion publish
    right say saying share shares show stat statistic statistics stats table that the there
    these this to took US us usa versus vs was we were what where which who why with write
    xlsx yearly your
  `.match(/\S+/g),
);
const idle = (word) => IDLE.has(/^[A-Z]{2}$/.test(word) ? word : word.toLowerCase()); // OR: Oregon
// "20.5 million" is one word, 20.5m, and a number that rounds to it has it, too; a percentage is no
// such number.
const NUMBER = /\d(?:[\d.,]*\d)?(?: ?(?:million|m|k)\b|%)?/giu;
const tokenize = (text) =>
  (text.match(new RegExp(`${NUMBER.source}|[^\\s\\p{P}\\p{S}]+`, "giu")) ?? []).map((one) =>
    /^\d/.test(one) ? plainNumber(one) : one,
  );
const plainNumber = (number) =>
  number
    .replaceAll(",", "")
    .replace(/^([\d.]+) ?([mk])\w*$/i, (_, digits, unit) => Number(digits) + unit.toLowerCase());
const rounded = (number) =>
  number < 1e6 ? `${Math.round(number / 1e3)}k` : `${Number((number / 1e6).toFixed(1))}m`;
// 92% is found where 92.3% is printed
const searchedTerm = (one) => (/^\d+%$/.test(one) ? one : one.toLowerCase().replace("%", ""));
// A number is found by what it rounds to, too.
const indexedTerms = (one) => {
  if (/^\d{5,}$/.test(one)) return [one, rounded(one)];
  return /%$/.test(one) ? [one.slice(0, -1), `${Math.round(parseFloat(one))}%`] : searchedTerm(one);
};
// What finds a page; `alone`, what a figure copies, is searched only where it is asked whether it
// answers (`fits`).
const FOUND_BY = ["code", "title", "name", "text", "words", "numbers"];
const index = new MiniSearch({
  fields: [...FOUND_BY, "alone"],
  tokenize,
  processTerm: indexedTerms,
  storeFields: "title text kind picture name last national of must by sheet".split(" "),
  searchOptions: {
    fields: FOUND_BY,
    processTerm: searchedTerm,
    prefix: (term) => term.length > 2 && !/^\d/.test(term),
    combineWith: "AND",
    boost: { code: 30, title: 3, name: 2, text: 2 },
    boostDocument: (id, term, stored) =>
      ({ State: 3, Figure: 2, "All years": 1.9, Section: 0.5, Notebook: 0.4 })[stored.kind] ?? 1,
  },
});
index.addAll(DOCUMENTS);

// The common words that one is or, if it is long enough, begins.
const common = (word, least) =>
  Object.keys(COMMON).filter(
    (one) => one === word || (word.length >= least && one.startsWith(word)),
  );

// A number as it may stand elsewhere: 4.4 where millions are drawn, and 546,333 for 546,000.
const isFound = (word) => index.search(word).length > 0;
const isRound = (word) => /^\d{2,}000$/.test(word) && !isFound(word) && isFound(rounded(word));
function otherwise(word) {
  if (/^\d+%$/.test(word) && !isFound(word)) return [word.slice(0, -1)];
  if (/^\d+\.\d$/.test(word))
    return [{ queries: [`${Number(word)}m`], fields: ["title", "text", "words"] }];
  return isRound(word) ? [rounded(word)] : [];
}

// What one word may stand for: itself, or what the report calls a common word.
function meant(word) {
  const also = common(word, 4).map((one) => ({
    combineWith: "AND",
    queries: COMMON[one].split(" "),
  }));
  return { combineWith: "OR", queries: [word, ...otherwise(word), ...also] };
}

// A place abroad is one word of the note on countries, so its name is typed without blanks; so is a
// city's, which leads to its state, or those of its name.
const joined = (name) => name.replace(/[^a-z]/gi, "");
for (const one of NOTES)
  one.words.push(...(one.countries ? COUNTRIES.map(joined) : one.later ? LATER : []));
for (const code in CITIES)
  CITIES[code] = CITIES[code].split(" ").map((one) => one.replaceAll("_", " "));
const PLACES = [...COUNTRIES, ...Object.values(CITIES).flat()]
  .filter((one) => /[ .-]/.test(one))
  .sort((one, other) => other.length - one.length); // El Paso County is not El Paso
const JOINED = new RegExp(
  `\\b(${PLACES.join("|").replaceAll(".", "\\.?").replaceAll(" ", "[ -]")})\\b`,
  "gi",
);
const CITY = new Set(Object.values(CITIES).flat().map(joined));

// The states that are named: in full, longest first (West Virginia is not Virginia), or by a code;
// else by a city.
const STATES = DOCUMENTS.filter((one) => one.kind === "State").sort(
  (one, other) => other.title.length - one.title.length,
);
const NAMES = Object.fromEntries(STATES.map((one) => [one.code, one.title]));
// Codes are read as given: in `typed`, names are in full.
function statesIn(typed, given) {
  const every = tokenize(given);
  const isCode = (one) => /^[A-Z]{2}$/.test(one);
  const codes = every.filter(
    (one) =>
      isCode(one) && (every.every(isCode) || /[a-z]/.test(given) || !IDLE.has(one.toLowerCase())),
  );
  const cities = tokenize(typed.toLowerCase()).filter(
    (one) => !/\bcounty\b/i.test(typed) || one.endsWith("county"),
  ); // a county is not a city of its name
  let rest = typed.toLowerCase();
  const there = STATES.filter((one) => {
    const name = new RegExp(`\\b${one.title.toLowerCase()}\\b`);
    const isNamed = name.test(rest);
    rest = rest.replace(name, " ");
    return isNamed || codes.includes(one.code);
  });
  const at = ({ title, code }) => {
    const named = typed.toLowerCase().indexOf(title.toLowerCase());
    return named < 0 ? given.search(new RegExp(`\\b${code}\\b`)) : named;
  };
  return there.length
    ? there.sort((one, other) => at(one) - at(other)) // as they are typed
    : STATES.filter((one) => CITIES[one.code]?.some((city) => cities.includes(joined(city))));
}

// The regions that are named, longest first (West North Central is not West), with what is typed of
// them; no state is one, nor the Pacific Islanders.
function regionsIn(typed) {
  let rest = STATES.reduce(
    (text, one) => text.replaceAll(one.title.toLowerCase(), " | "),
    typed.toLowerCase(),
  );
  return Object.keys(REGIONS)
    .sort((one, other) => other.length - one.length)
    .flatMap((name) => {
      const [there] = rest.match(new RegExp(`\\b${name}(ern)?\\b(?! islander| view)`, "i")) ?? [];
      if (there) rest = rest.replace(there, " | ");
      return there && REGIONS[name].length > 1 ? [{ name, there, codes: REGIONS[name] }] : [];
    });
}

// "36 million" is 36.2 million where no page has it otherwise
const MILLIONS = new Set(
  DOCUMENTS.flatMap((one) => `${one.title} ${one.text}`.match(/\d+(\.\d+)?(?= million)/g) ?? []),
);
const million = (typed, number) => {
  const near =
    [...MILLIONS].find((one) => Math.floor(one) === Number(number)) ??
    [...MILLIONS].find((one) => Math.round(one) === Number(number));
  return near && !MILLIONS.has(number) ? `${near} million` : typed;
};

// By how many letters a word may be another: a slip of the hand is Ohio, but Columbus is not
// Columbia, and "Cleveland" is nearly nothing.
const fuzzy = (word) => (word.length > 9 ? 2 : Number(word.length > 4));
const known = (word) =>
  /^\d/.test(word) || isFound(meant(word)) || NOTES.some((one) => one.words.includes(word));
const swapped = (word) =>
  [...word]
    .slice(1)
    .map((letter, at) => word.slice(0, at) + letter + word[at] + word.slice(at + 2));
// The word of a page that a word is nearly, a state first: who mistypes has the first letter right.
function nearly(word) {
  const state = Object.values(NAMES)
    .map((name) => name.toLowerCase())
    .find((name) => slip(word, name) && name[0] === word[0]);
  const whole = swapped(word).find((one) => index.search(one, { prefix: false }).length);
  const alike = index
    .autoSuggest(word, { fuzzy: fuzzy(word), prefix: false })
    .find(({ suggestion }) => suggestion[0] === word[0]);
  return (word.length > 3 ? (state ?? whole) : undefined) ?? alike?.suggestion;
}

// 1,911 is no year
const isYear = (word, { numbers }) => /^(19|20)\d\d$/.test(word) && numbers.includes(word);
const single = (word) =>
  /....s$/.test(word) && !known(word) && known(word.slice(0, -1)) ? word.slice(0, -1) : word;
// A single age is asked for by its group; of 13, there is an answer of its own.
const YEARS_OLD = /\b(?:ages? |aged )?(\d\d?)[- ]?years?[- ]?olds?\b/;
const AGE = /\bage (\d\d?)\b(?! ?(?:to|-|\u2013|through|and) ?\d)/;
const inGroup = (text) =>
  text.replace(new RegExp(`${YEARS_OLD.source}|${AGE.source}`, "i"), (all, old, age = old) => {
    const group = AGES.find(([first, last]) => first <= age && age <= last);
    return group && age !== "13" ? `ages ${group.join(" to ")}` : all;
  });
// What is asked. Four texts: `given`, as it was typed; `asked`, with states' names in full;
// `typed`, as the report writes it; and of that, the words: `asTyped`, those that tell something;
// `words`, the same in lower case and the singular; `more`, those that name no place; `topic`, not
// "state" either. `states` and `regions` are those named, and `numbers` as they are written.

// The text as the report and this site write it: phrases, names of places, rounded millions.
const reworded = (asked) =>
  Object.entries(PHRASES)
    .reduce(
      (text, [from, to]) => text.replace(new RegExp(`\\b${from}\\b`, "i"), to),
      asked.replace(JUDGED, "$1 versus the nation"),
    )
    .replace(JOINED, joined)
    .replace(COUNTY, inCounty)
    .replace(/(?<![\d.,])(\d+) ?(?:million|m)\b/gi, million);
// Counties of one name are in several states: of a county, only that it is one is asked.
const COUNTY = /((?:[\p{L}.'\u2019-]+ ){1,3})(county|parish|borough)\b/iu;
const inCounty = (_, name, what) =>
  [...name.trim().split(" ").filter((word) => idle(word) || known(word.toLowerCase())), what].join(
    " ",
  );
// "OR" between two states is no Oregon, nor is it searched for.
const FULL = STATES.map((one) => one.title).join("|");
const OWNED = new RegExp(`\\b(${FULL})[\u2019']s?(?!\\w)`, "gi"); // Montana's
const JUDGED = new RegExp(
  `\\b(?:is|are|was) (${FULL}) (?:any |so |too )?` +
    "(?:worse|better|safer?|(?:more )?dangerous)\\b(?! than)",
  "i",
); // beside others, not years
const EITHER = new RegExp(`(?<=\\b(${FULL}) )or(?= (${FULL})\\b)`, "gi");
function read(whole) {
  const given = whole.replace(EITHER, "or");
  const asked = inGroup(inFull(given, NAMES, SHORT)).replace(OWNED, "$1");
  const typed = reworded(asked);
  const every = tokenize(typed);
  const telling = every.filter((word) => !idle(word));
  const asTyped = telling.length ? telling : every; // "who are we": better than nothing
  const named = { states: statesIn(typed, given), regions: regionsIn(typed) };
  const ofRegions = new Set(named.regions.flatMap((one) => tokenize(one.there)));
  const ofStates = named.states.flatMap((one) =>
    tokenize(`${one.title} ${one.code}`.toLowerCase()),
  );
  const lower = asTyped.map((word) => single(word.toLowerCase())).filter((word) => !CITY.has(word));
  const others = lower.filter((word) => !ofRegions.has(word));
  const words = others.length ? others : lower;
  const more = words.filter((word) => !ofStates.includes(word) && !ofRegions.has(word));
  const topic = more.filter((word) => !/^states?(wide)?$/.test(word));
  const inCity = every.some((word) => CITY.has(word.toLowerCase()));
  const numbers = typed.match(NUMBER) ?? [];
  return { given, asked, typed, asTyped, words, ...named, more, topic, inCity, numbers };
}
// How it may be typed where it has a plainest answer: as it is, or without the report's year and
// what all are of, as the report calls it.
const FILLS = /^(child(ren)?|kids?|minors?|youths?|reports?|cases?|missing|states?)$/;
// Where "missing" is typed, a page of the CyberTipline is no answer.
const isOf = (words, id) =>
  !words.includes("missing") || /figures.(reports|missing|open|one-in|trafficking|amber)/.test(id);
function waysTyped({ given, typed, words, topic }) {
  const own = words.filter((word) => word !== YEAR);
  const bare = own.filter((word) => !FILLS.test(word));
  const plainest = [bare, bare.map((word) => COMMON[word] ?? word)]
    .map((all) => all.join(" "))
    .filter((text) => isOf(words, FIRST[text] ?? ""));
  return [given, typed, words.join(" "), own.join(" "), ...plainest, topic.join(" ")].map((text) =>
    text.trim().toLowerCase(),
  );
}
const spelledAsTyped = (words, query) =>
  words.map((word) => query.asTyped.find((one) => single(one.toLowerCase()) === word));

// What is said, and after it each further link.
const withMore = (one) => [
  one,
  ...(one.more ?? []).map(([say, link]) => ({
    say,
    link,
    urgent: one.urgent,
    cities: one.cities,
    further: true,
  })),
];

const quoted = (words) => `\u201c${words.join(",\u201d \u201c")}.\u201d`; // which end a sentence
// A note with "with" is meant where one of these words is typed, too, and with "not" where none is;
// "none": no page need have the word.
const noted = (word, words) =>
  NOTES.filter(
    (one) =>
      one.words.includes(word) &&
      (!one.lacks || one.lacks in LACKING) &&
      (!one.with || words.some((other) => one.with.includes(other))) &&
      !words.some((other) => one.not?.includes(other)),
  );
const quotes = (start, word, end) =>
  LACKING[word]?.length
    ? `${start} says only that ${LACKING[word].map((one) => risen(one.say)).join("; ")}${end}`
    : "";
// Of many things that increased, no one knows since when or by how much.
const risen = (say) =>
  say.replace(
    /^(.*) increased over a period that is not given \((\u201c.*\u201d)\)$/,
    (_, what, quoted) =>
      `there was an ${quoted} (its words) in ${what.replace(/, (and )?/g, "$&in ")}. ` +
      "It does not say since when, or by how much",
  );
// What is said of the report with its source, to copy; a quotation with its section.
function sourced(say, more = ".") {
  const named = say.replace(/(NCMEC\u2019s )?Our Impact/, `NCMEC\u2019s Our Impact: ${YEAR}`);
  const own = /this site calculates/.test(say) ? "this site\u2019s calculation from " : "";
  return `${named} (Source: ${own}${SOURCE}${more})`;
}
const toCopy = (say, word) => ({
  copy:
    /\bOur Impact(?!\u2019)/.test(say) && /[.?!]\u201d?$/.test(say)
      ? sourced(
          say,
          LACKING[word]?.length ? `, section \u201c${LACKING[word][0].section}.\u201d` : ".",
        )
      : undefined,
});
// What is to be said of a word: that the report has no number for it, or calls it otherwise.
function notesOfWord(word, words) {
  const notes = noted(word, words);
  if (notes.length) return notes.flatMap((one) => inFullNote(one, words));
  if (isRound(word)) {
    const number = quoted([Number(word).toLocaleString("en-US")]);
    const say = `Not printed here: ${number} Also showing numbers that round to it.`;
    return [{ alias: true, say }];
  }
  return common(word, 5).map((one) =>
    LACKING[one] === undefined
      ? { alias: true, say: `Also searched for ${quoted([COMMON[one]])}` }
      : lacked(one),
  );
}
function inFullNote(note, words) {
  const own = (words.includes("missing") && note.of_missing) || note.say;
  const say = [own, quotes("It", note.lacks, ".")].filter(Boolean).join(" ");
  const whole = [say, note.then].filter(Boolean).join(" ");
  const others = words.includes("missing") ? [] : (note.of_others ?? []);
  const more = [...(note.more ?? []), ...others];
  return withMore({ ...note, say: whole, more, ...toCopy(say, note.lacks) });
}
// That the report has no number for a word: as its term says it, if it has one on the About page.
function lacked(word) {
  const nearest =
    word in NEAREST
      ? ` and does not say whether ${COMMON[word]}, its closest category, includes it`
      : "";
  const own = TERMS.filter(({ term }) => term.toLowerCase() === word)
    .flatMap(({ say }) => parts(say))
    .find((said) => said.startsWith("Our Impact"));
  const say = own ?? `Our Impact has no number for ${word}${nearest || quotes("; it", word, "")}.`;
  const meant = ` ${ELSEWHERE.say.replace("such numbers", `numbers on ${word}`)}`;
  return { say, meant, link: ELSEWHERE.link, ...toCopy(say, word) };
}

// The state with the most reports, which are the first number of its sheet.
const reports = (one) => Number(one.numbers.match(/(?<= )\d[\d,]*/)?.[0].replaceAll(",", ""));
const [most] = STATES.toSorted((one, other) => reports(other) - reports(one));
if (most) NUMBERS.most = `${most.title} (${reports(most).toLocaleString("en-US")})`;
if (OF_RATES.all)
  Object.assign(NUMBERS, {
    rate: Number(OF_RATES.all).toFixed(1),
    rated: OF_RATES.places,
    of_rates: OF_RATES.say,
  });

// The first line of a text, to the end of a sentence.
function brief(text, most = 220) {
  const [first, ...others] = text
    .trim()
    .split("\n")[0]
    .split(/(?<=[.\u201d]) (?=[A-Z*\u201c])/);
  return others.reduce(
    ([said, whole], one) =>
      whole || said.length + one.length >= most ? [said, true] : [`${said} ${one}`, false],
    [first, false],
  )[0];
}

// The page that a link leads to.
const pageOf = (link) => DOCUMENTS.find(({ id }) => id === link?.replace(/#.*/, ""));
// An answer with what it names that no table has; none where that is lacking.
const filled = (say) => say.replace(/\{(\w+)\}/g, (_, id) => NUMBERS[id]);
// A page answers with its sentence and source, which is `alone` a figure's or a state's; undefined
// where there is no such page.
function stated(id, of = []) {
  const page = DOCUMENTS.find((one) => one.id === id);
  if (!page) return undefined;
  if (page.kind === "State") return { ...inFullOfState(page.alone), short: page.short, of: id };
  if (page.alone) return { ...inBrief(page.alone), of: id };
  const [line] = page.text.trim().split("\n");
  if (page.kind === "Section") return ofQuestion(page, line);
  const isSeries = page.kind === "All years";
  const absent = isSeries ? of.filter((year) => !page.words.split(" ").includes(year)) : [];
  const start = absent.length ? `Not here for ${listed(absent)}. ` : "";
  const note = isSeries ? parts(line)[0] : line; // the page has the others
  return { say: `${start}${page.title.replace(/[^?]$/, "$&.")} ${note}` };
}
// The answer to a question of a notebook; its section is the report's if figures have it, too.
function ofQuestion({ id }, answer) {
  const notebook = pageOf(id);
  const section = `, section \u201c${notebook?.text}`;
  const isPrinted = DOCUMENTS.some(({ alone }) => alone?.includes(section));
  const few = within("", parts(answer)).trim();
  return { say: few, copy: `${few} (Source: ${SOURCE}${isPrinted ? `${section}.\u201d` : "."})` };
}
// A text to copy without its source, and that.
const bySource = (whole) => whole.split(/(?= \(Source: )(.*)/).slice(0, 2).concat("").slice(0, 2);
// As much of a text to copy as there is room for, which is copied as it is shown.
function inBrief(whole) {
  const [text, source] = bySource(whole);
  const [first, ...others] = parts(text);
  const say = notChildren(within(first, others));
  return { say, copy: say + source };
}
// Where there was no room for what reports are not, it is said in three more words.
const notChildren = (text) =>
  /not (counts of|children)|how many children/.test(text)
    ? text
    : text.replace(/CyberTipline reports (?=may)/, "Reports are not children and ");
// A state's answer has all of its cautions, and that others may count more.
function inFullOfState(whole, ...more) {
  const [text, source] = bySource(whole);
  const police = text.includes(OF_STATES.police) ? [] : [OF_STATES.police];
  const say = [text, ...more, ...police].join(" ");
  return { say, copy: say + source };
}
// The figure whose answer is a number typed alone, in its first sentence, and not what that is a
// part of.
const ALONE = /^\d[\d,.]*( million|%)?$/;
function ofNumber(text) {
  const n = /^\d{5,}$/.test(text) ? Number(text).toLocaleString("en-US") : text;
  if (!ALONE.test(n) || !/[,%]| million/.test(n)) return undefined;
  const at = ({ alone }) =>
    parts(alone)[0].search(
      new RegExp(`(?<!\\b[Oo]f the )(?<![\\d.,])${n.replace(".", "\\.")}(?![.,]?\\d|%)`),
    );
  const there = DOCUMENTS.filter((one) => one.kind === "Figure" && one.alone && at(one) >= 0);
  return there.sort((one, other) => at(one) - at(other))[0]?.id;
}
// The figure that is the plainest answer to one of some texts.
const plainest = (texts) =>
  texts
    .map((text) => FIRST[text] ?? ofNumber(text))
    .filter((id) => !id?.includes("#") && stated(id)?.copy)
    .slice(0, 1)
    .map((id) => ({ link: [id, "Figure"], ...stated(id) }));
const like = (asked) => (one) => new RegExp(one.asked, "i").test(asked);
const years = (asked) => asked.match(/(?<![\d.,])(19|20)\d\d(?![\d%]|[.,]\d)/g) ?? [];
const ofEvery = (asked) => like(asked)({ asked: OF_YEARS.every });
const earlier = (asked) =>
  like(asked)(OF_YEARS) || ofEvery(asked) || years(asked).some((year) => year < YEAR);
// Of a year, where it is compared with the report's, what has changed.
const compared = (asked) => {
  const before = years(asked).filter((year) => year !== YEAR);
  if (before.some((year) => Number(year) !== YEAR - 1)) return false;
  return years(asked).includes(YEAR) || new RegExp(OF_YEARS.compared, "i").test(asked);
};
// What there is of years: the numbers of those typed, where there is one a year.
function ofYear(asked) {
  const one = OF_YEARS.of.find(like(asked));
  const typed = [...new Set(years(asked))].sort();
  const isCompared = compared(asked);
  const series = one?.what && IN_YEARS[one.link[0]];
  // Of two years that may not be comparable, the figure's sentence says so at once
  const isUnlike = /not be comparable/.test(JSON.stringify(series ?? ""));
  const isLast = isUnlike && typed.join() === `${YEAR - 1},${YEAR}`;
  if (series && !typed.length && ofEvery(asked)) {
    const last = Object.keys(series.counts.all).slice(-5);
    return [ofType({ ...one, ...series }, ["all"], last, asked)];
  }
  if (series && ((typed.length === 2 && !isLast) || (typed.length === 1 && !isCompared)))
    return [ofType({ ...one, ...series }, ["all"], typed, asked)];
  return one ? [one.figure && isCompared ? { ...one, say: "", link: one.figure } : one] : [];
}
// The numbers of types that are named: of the years typed, what changed between two of them first;
// where one is not there, of those that are, and what changed around it.
function ofTypes(asked) {
  const typed = [...new Set(years(asked))].sort();
  const isEvery = ofEvery(asked) || typed.length > 2;
  if (!earlier(asked) || typed.some((year) => year > YEAR)) return [];
  const text = reworded(asked).toLowerCase();
  const isOf = (of) => codesIn(of, text).length > 0 && !like(text)({ asked: of.not });
  const one = OF_YEARS.types.find(isOf);
  if (!one) return [];
  const wanted = typed.length ? typed : [String(YEAR - 1)];
  const isCompared = wanted.length === 1 && new RegExp(OF_YEARS.compared, "i").test(asked);
  const codes = codesIn(one, text);
  if (isEvery) return [ofType(one, codes, Object.keys(one.counts[codes[0]]), asked)];
  return [ofType(one, codes, isCompared ? [...wanted, YEAR] : wanted, asked)];
}
// The series that a page draws, and the code of which a text is, if it is one.
function seriesOf([to] = [], text = "") {
  const all = OF_YEARS.of
    .filter(({ what, link }) => what && IN_YEARS[link[0]])
    .map((one) => ({ one: { ...one, ...IN_YEARS[one.link[0]] }, codes: ["all"] }));
  const types = OF_YEARS.types.map((one) => ({ one, codes: codesIn(one, text.toLowerCase()) }));
  return [...types, ...all].find(({ one, codes }) => one.figure[0] === to && codes.length === 1);
}
function codesIn({ column, counts, both }, text) {
  const named = Object.keys(counts).filter((code) => like(text)({ asked: CODES[column][code] }));
  return named.length || !both || !like(text)({ asked: both[0] }) ? named : both[1];
}
function ofType(one, codes, wanted, asked = "") {
  const of = yearsOf(one.counts[codes[0]], wanted, codes.length < 2);
  const { shown, lacking, pair } = of;
  const isShare = /\b(share|proportion|percent\w*(?! (chang|incr|decr|ris|drop)))/i.test(asked);
  const each = codes.map((code) => ofCode(one, code, of, isShare));
  const notes = ofComparing(one, codes, of);
  const [code, more] = one.also ?? [];
  const isAlso = codes.includes(code) && shown.length < 4 && !/cyber|\btips?\b/i.test(asked);
  const start = lacking.length ? `Not here for ${listed(lacking)}.` : "";
  const told = `${each.join(". ")}${notes ? `; ${notes}` : ""}.`.replace(/\u201d\./g, ".\u201d");
  const answer = [start, told, isAlso && more].filter(Boolean).join(" ");
  const said = shown
    .map((year) => (shown[1] || year < YEAR) && one.notes?.[year])
    .filter((it) => it && !/unverified/.test(it));
  const own = shown.length > 1 && one.list ? [] : said;
  // A note of a year and the caution are each needed
  const cautions = parts(one.caution);
  const say = own.length ? `${within(answer, own)} ${cautions[0]}` : within(answer, cautions);
  const by = [...new Set(shown.map((year) => sourceOf(one, year)))].join("; ");
  const isChange = pair.length > 0 || shown.length > 1;
  const [link, other] = isChange ? [one.figure, one.link] : [one.link, one.figure];
  return { say, copy: `${say} (Source: ${ended(by)})`, link, more: [["", other]] };
}
// The source of a year's numbers: the report's own has the section of their figure.
function sourceOf({ sources, figure }, year) {
  const section = sources[year] === SOURCE && pageOf(figure[0])?.section;
  return section ? `${sources[year]}, section \u201c${section}\u201d` : sources[year];
}
// With a period at its end, within quotes.
const ended = (text) => text.replace(/(?<!\.)(\u201d?)$/, ".$1");
// Of the years wanted, those that are lacking; those that are shown, the one before the report's
// beside it; and two between which a change is said.
function yearsOf(counts, wanted, isOne) {
  const there = Object.keys(counts);
  const lacking = wanted.filter((year) => !there.includes(year));
  if (lacking.length) {
    const isFar = (year, other) => Math.abs(year - lacking[0]) - Math.abs(other - lacking[0]);
    const shown = there.length > 5 ? there.toSorted(isFar).slice(0, 1) : there;
    return { lacking, shown, pair: isOne && shown === there ? around(there, lacking[0]) : [] };
  }
  const isLast = wanted.join() === String(YEAR - 1) && there.includes(YEAR);
  const shown = isLast ? [...wanted, YEAR] : wanted;
  return { lacking, shown, isLast, pair: shown.length === 2 ? shown : [] };
}
// What is said of a code: its change, or its number in each year.
function ofCode(one, code, { shown, lacking, isLast, pair }, isShare) {
  const who = one.what.replace("{code}", one.labels[code]);
  const aside = (year) => {
    const [, from] = (shown[1] && one.notes?.[year]?.match(/^From ([^,.]*)/)) || [];
    return from ? ` (from ${from})` : "";
  };
  const n = shown.map((year) => inYear(one, code, year, isShare) + aside(year));
  const change = pair.length ? moved(one, one.counts[code], pair) : "";
  if (change && !lacking.length && !isLast) return `${who} ${change}, from ${n.join(" to ")}`;
  const few = pair.length && !change ? ", too few to say whether they changed" : "";
  const told = `${who}: ${listed(n)}${few}`;
  if (change && isLast) return `${told}; they ${change}`;
  return change ? `${told}. From ${pair.join(" to ")}, they ${change}` : told;
}
// Why numbers that stand side by side, or one of an earlier year, may not be comparable.
function ofComparing({ law, counts, ...one }, codes, { shown, pair }) {
  const [first, last] = pair.length ? pair : [shown[0], shown.at(-1)];
  const isLaw = codes.some((code) => new RegExp(law?.of ?? "^$").test(code));
  if (isLaw && first < law.since && law.since <= last) return law.change;
  if (isLaw && first === law.since && first === last) return law.year;
  if (pair.length && codes.some((code) => moved({ ...one, counts }, counts[code], pair)))
    return one.change;
  return shown.length > 1 ? one.list : shown[0] < YEAR && one.one;
}
// The number of a type in a year and, if that is asked for, its share of all types.
function inYear({ counts }, code, year, isShare) {
  const n = counts[code][year];
  const all = Object.values(counts).reduce((sum, of) => sum + (of[year] ?? 0), 0);
  const share = isShare ? ` (${((n / all) * 100).toFixed(1)}% of all types)` : "";
  return `${count(n)}${share} in ${year}`;
}
// The years that there are before and after one.
function around(there, year) {
  const before = there.findLast((one) => one < year);
  const after = there.find((one) => one > year);
  return before && after ? [before, after] : [];
}
// How a number changed, and, where each report may be by chance, whether that could be chance.
function moved({ chance, few = 0 }, n, pair) {
  const [from, to] = pair.map((year) => n[year]);
  if (from < few && to < few) return "";
  if (from === to) return "did not change";
  const percent = Math.abs((to / from - 1) * 100);
  const isChance = chance && Math.abs(to - from) < 1.96 * Math.sqrt(to + from);
  const size = percent.toFixed(percent < 10 ? 1 : 0);
  return `${to > from ? "rose" : "fell"} ${size}%${isChance ? " (could be chance)" : ""}`;
}
// What a term means: where the meaning of nothing else is asked (`alone`), or nothing else answers.
const DEFINED = /\b(what (is|are|does)|what.s|defin\w*|mean(s|ing)?)\b/i;
const termOf = (asked) =>
  asked
    .toLowerCase()
    .replace(new RegExp(DEFINED, "gi"), " ")
    .replace(/\b(an?|the|of|term|word)\b|[^\w\s,-]/g, " ")
    .trim()
    .replace(/\s+/g, " ");
const isTerm =
  (word) =>
  ({ term, asked }) =>
    term.toLowerCase().split(", ").includes(word) ||
    (asked && new RegExp(`^(${asked})$`, "i").test(COMMON[word] ?? word));
const defined = (asked, alone = false) =>
  (DEFINED.test(asked)
    ? TERMS.filter(alone ? isTerm(termOf(asked)) : (one) => one.asked && like(asked)(one))
    : []
  ).flatMap(({ term, say, link }) => {
    const told = `${term}: ${say}`;
    const own = "NCMEC\u2019s definition, which we have read only in a copy of its page:";
    const more = link && [[own, link]];
    return withMore({
      say: told,
      link: [`about.html#${term.toLowerCase().replace(/,/g, "").replace(/ /g, "-")}`, "Terms"],
      more,
      ...(/\(our /i.test(say) ? { copy: sourced(told, "; wording by this site.") } : toCopy(told)),
    });
  });
const parts = (text) => text.split(/(?<=[.\u201d])(?<!U\.S\.) (?=[A-Z\u201c])/); // its sentences
// A text with what is said beside it: at least its first sentence and what it assumes, without
// which it is not true, and as many more as there is room for.
const within = (said, more) =>
  more.reduce(
    (text, one, at) =>
      at < 1 || /assumes that/.test(one) || `${text} ${one}`.split(" ").length <= SHOWN
        ? `${text} ${one}`
        : text,
    said,
  );
// What is said to whom copies an answer, not to readers.
const TO_WRITERS = /^(Say|You may say)\b/;
// An answer, and after it the sentence of the page that it leads to, as that page copies both.
function after(one, page) {
  if (!page?.alone) return { ...one, say: "" };
  const [text, source] = bySource(page.alone);
  const [first, ...others] = parts(text);
  if (!TO_WRITERS.test(one.say)) {
    const say = within(`${one.say} ${first}`, others);
    return { ...one, say, copy: say + source };
  }
  const caution = one.caution ? ` ${one.caution}` : "";
  const told = within(first, others) + caution;
  return { ...one, say: `${one.say} ${told}`, copy: told + source };
}
// A no comes before other answers, also where it is copied.
const isNo = ({ say, verdict }) =>
  Boolean(verdict) || /^(No|Not known)\b/.test(say) || TO_WRITERS.test(say);
function answered(asked, ofAll, plain) {
  const typed = ofAll ? ofTypes(asked) : [];
  if (typed.length) return typed.flatMap(withMore);
  const given = [
    ...(ofAll && earlier(asked) ? ofYear(asked) : []),
    ...ANSWERS.filter(like(asked)),
  ];
  const meaning = given.length ? [] : defined(asked);
  const isEnough = given.some(({ link }) => link) || meaning.length;
  return [...given, ...meaning, ...(isEnough ? [] : plainest(plain))]
    .map((one) => inWordsOf(one, asked))
    .filter(({ say }) => say && !/[{}]|undefined/.test(say)) // a number that it names is lacking
    .filter((one, _, all) => !all.some(isNo) || isNo(one) || /\d/.test(one.say))
    .flatMap(withMore);
}
// An answer with its text, as it is shown and copied.
function inWordsOf(answer, asked) {
  const { say, link, verdict, question, type } = answer;
  const of = type && OF_YEARS.types.find(({ counts }) => type in counts);
  if (of) {
    const told = ofType(of, [type], [String(YEAR - 1), YEAR], asked);
    return { ...answer, say: told.say, copy: told.copy };
  }
  if (!say) return { ...answer, ...stated(link[0], years(asked)) };
  if (answer.own) return after(answer, pageOf(link[0]));
  if (answer.copy) return answer;
  if (!answer.counted) return { ...answer, say: filled(say), ...toCopy(filled(say)) };
  const whole = [verdict && question, verdict, filled(answer.shown)].filter(Boolean).join(" ");
  // The section of the figure that it leads to
  const [section] = pageOf(link?.[0])?.alone?.match(/, section \u201c.*?\u201d/) ?? ["."];
  const copy = sourced(filled(answer.shown), section.replace(/([^.])\u201d/, "$1.\u201d"));
  return { ...answer, say: whole, copy };
}
