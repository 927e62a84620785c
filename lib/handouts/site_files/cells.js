"use strict";

// One cell of a table, or some added up, where the words typed name codes of its columns: CELLS has
// the tables, CODES how codes are typed, and AGES_OF ages. The first column that is named is the
// whole of which the last is a part.

const isAge = (column) => /^age(_group)?$/.test(column);
const concept = (column) => (isAge(column) ? "age" : column);
// Ages as they are typed in figures: each pattern with the first and last age that it means.
const OLDEST = 20;
const each = (ages) => ages.match(/\d+/g).map((age) => [Number(age), Number(age)]);
const SPANS = [
  [
    /\b(?:ages? |aged |between )?(\d\d?) ?(?:to|-|\u2013|through|and) ?(\d\d?)\b(?!%)/g,
    (a, b) => [[Number(a), Number(b)]],
  ],
  [
    /\b(?:under|below|younger than)(?: the)?(?: age)?(?: of)? (\d\d?)s?\b(?!%)/g,
    (a) => [[0, a - 1]],
  ],
  [/\b(\d\d?) (?:and|or) (?:under|younger|below)\b/g, (a) => [[0, Number(a)]]],
  [/\b(?:over|older than|above)(?: age)? (\d\d?)\b(?!%)/g, (a) => [[Number(a) + 1, OLDEST]]],
  [/\b(\d\d?) (?:and|or) (?:over|older|up|above)\b/g, (a) => [[Number(a), OLDEST]]],
  [/\b((?:\d\d?,? (?:and |or )?)*\d\d?)[- ]?(?:years?(?:[- ]?olds?| of age)|yo\b)/g, each],
  [/\b(?:ages?|aged) ((?:\d\d?,? (?:and |or )?)*\d\d?)\b(?!%)/g, each],
];
const BARE = [/(?<![\d.,]|\bin )\b(1\d|20)\b(?![\d.,]|%| in\b| of\b)/g, each];
// The spans of ages that are typed, or else those that words mean; a number alone is an age only
// beside what has single years (`isBare`).
function agesIn(text, isBare) {
  const there = { spans: [], texts: [], isTyped: true };
  let rest = text;
  for (const [pattern, spans] of isBare ? [...SPANS, BARE] : SPANS)
    rest = rest.replace(pattern, (all, ...typed) => {
      const found = spans(...typed);
      if (!found.every(([first, last]) => first <= last && last <= OLDEST)) return all;
      there.spans.push(...found);
      there.texts.push(all);
      return "#";
    });
  const inWords = AGES_OF.flatMap(([pattern, ...span]) =>
    (text.match(new RegExp(pattern, "i")) ?? []).slice(0, 1).map((typed) => ({ typed, span })),
  );
  there.texts.push(...inWords.map(({ typed }) => typed));
  if (there.spans.length) return there;
  return { ...there, spans: inWords.map(({ span }) => span), isTyped: false };
}
// What is named: of each concept, its codes or spans, and the texts that name them.
function namedIn(text) {
  const there = {};
  for (const [column, codes] of Object.entries(CODES)) {
    const named = Object.entries(codes).flatMap(([code, pattern]) => {
      const typed = text.match(new RegExp(pattern, "i"))?.[0];
      return typed ? [{ code, typed }] : [];
    });
    // "found" says nothing within "not found"
    const isWithin = ({ typed }) =>
      named.some((other) => other.typed !== typed && other.typed.includes(typed));
    const told = named.filter((one) => !isWithin(one));
    if (told.length)
      there[column] = {
        codes: told.map(({ code }) => code),
        texts: named.map(({ typed }) => typed),
      };
  }
  const ages = agesIn(text, there.gender || /traffick/i.test(text));
  return ages.spans.length ? { ...there, age: ages } : there;
}

// The ages of a code: 15_to_17, or 17.
const agesOf = (code) => {
  const [first, last = first] = code.split("_to_").map(Number);
  return [first, last];
};
const inSpan = ([first, last]) => (code) => agesOf(code)[0] <= last && agesOf(code)[1] >= first;
const codesOf = (table, column) => [
  ...new Set(table.rows.map((row) => row[table.columns.indexOf(column)])),
];
// What is named of a column: each part with its codes and what it is called.
function partsOf(table, column, named) {
  if (!isAge(column))
    return named.codes.map((code) => ({ codes: [code], label: table.labels[column][code] }));
  return named.spans.map((span) => {
    const codes = codesOf(table, column).filter(inSpan(span));
    const ages = codes.map(agesOf);
    const first = span[0] && Math.min(...ages.map(([one]) => one));
    const last = Math.max(...ages.map(([, one]) => one));
    const isSplit = named.isTyped && (first !== span[0] || last !== span[1]);
    return { codes, label: ageLabel(first, last), isSplit: isSplit && column === "age_group" };
  });
}
function ageLabel(first, last) {
  const who = last < 18 ? "children" : first < 18 ? "children and young adults" : "young adults";
  if (!first && last > 2 && last < 18) return `${who} under ${last + 1}`;
  return first === last ? `${who} age ${first}` : `${who} ages ${first} to ${last}`;
}
// Whether a table has what is named of a column: of ages, at least one code.
const has = (table, column, named) =>
  Boolean(named) &&
  partsOf(table, column, named).every(({ codes, label }) => codes.length && label);

// The table with most of what is named, and which of its columns are; `isLoose` where its subject
// is not typed.
function tableFor(text, there) {
  const able = CELLS.filter((one) => !one.not || !like(text)({ asked: one.not }))
    .map((table) => ({
      table,
      covered: table.columns.filter((column) => has(table, column, there[concept(column)])),
    }))
    .filter(({ covered }) => covered.length);
  const most = (some) =>
    some.toSorted(
      (one, other) =>
        other.covered.length - one.covered.length ||
        one.table.columns.length - other.table.columns.length,
    )[0];
  const meant = most(able.filter(({ table }) => !table.asked || like(text)(table)));
  const isTwo = ({ covered }) =>
    new Set(covered.flatMap((column) => there[concept(column)].texts)).size > 1; // not "Latina"
  const loose = most(able.filter((one) => isTwo(one) && isLoose(one, there)));
  const isMore = (loose?.covered.length ?? 0) > (meant?.covered.length ?? 0);
  return isMore ? { ...loose, isLoose: true } : meant;
}
// Whether a table may answer although its subject is not typed: it has all ages that are.
function isLoose({ table }, there) {
  if (!table.loose || !table.columns.includes("age") || !there.age) return table.loose;
  const youngest = Math.min(...codesOf(table, "age").map((code) => agesOf(code)[0]));
  return there.age.spans.every(([first]) => first >= youngest);
}

const [FEW_REPORTS, UNSTABLE] = FEW_AND_UNSTABLE; // as in figures (tables.FEW)
const FEW_TOLD = `1 to ${FEW_REPORTS}`;
const isFew = (n) => n > 0 && n <= FEW_REPORTS;
const count = (n) => n.toLocaleString("en-US");
function percentOf(n, whole) {
  if (whole < FEW_REPORTS || !n || n === whole) return "";
  const share = (n / whole) * 100;
  return ` (${share < 0.05 ? "less than 0.1" : share.toFixed(1)}%)`;
}
const sum = (table, wanted) =>
  table.rows
    .filter((row) =>
      Object.entries(wanted).every(([column, codes]) =>
        codes.includes(row[table.columns.indexOf(column)]),
      ),
    )
    .reduce((total, row) => total + row.at(-1), 0);
const fill = (text, label) => text.replace("{code}", label);
// The number of each part that is named, beside each whole that is: they are not added up.
function cellSaid({ table, covered }, there) {
  if (table.every && !covered.includes(table.columns[0])) return everySaid(table, covered, there);
  const column = covered.at(-1);
  const parts = partsOf(table, column, there[concept(column)]);
  const outer = covered.length > 1 ? partsOf(table, covered[0], there[concept(covered[0])]) : [];
  const wholes = outer.length ? outer.map((one) => ({ ...one, of: covered[0] })) : [{}];
  const told = wholes.map((whole, at) => partsSaid(table, whole, column, parts, at > 0));
  const within = outer.length ? "" : withinSaid(table, column, parts);
  const notes = [
    told.some((one) => one.isFew) && "That is too few to quote; the table has it.",
    told.some((one) => one.isUnstable) && "A share of so few swings by chance.",
    [...outer, ...parts].some(({ isSplit }) => isSplit) && "Ages here are in groups.",
  ];
  const own = outer.length ? { [covered[0]]: outer.flatMap(({ codes }) => codes) } : {};
  const rows = { ...own, [column]: parts.flatMap(({ codes }) => codes) };
  const said = [within, ...told.map(({ say }) => say), ...notes].filter(Boolean).join(" ");
  return { say: said, rows: table.columns.map((one) => rows[one]) };
}
// The share of one part of a table in that part of another, which says how often, not how many.
function withinSaid(table, column, [part, ...others]) {
  const { table: name, say } = table.within ?? {};
  const other = CELLS.find((one) => one.table === name && one.columns.includes(column));
  if (others.length || !other) return "";
  const [n, whole] = [table, other].map((one) => sum(one, { [column]: part.codes }));
  return fill(say, part.label)
    .replace("{year}", YEAR)
    .replace("{n}", count(n))
    .replace("{of}", count(whole))
    .replace("{share}", percentOf(n, whole));
}
// What parts a whole has, a number each, none where it is withheld; `isNext` after another whole.
function partsSaid(table, { of, codes, label }, column, parts, isNext) {
  const own = of ? { [of]: codes } : {};
  const whole = sum(table, own);
  const ofLabel = of ? fill(table.of, label) : "";
  const what = isNext
    ? ofLabel.trim().replace(/^and /, "")
    : table.what.replace("{of}", ofLabel);
  const isWithheld = (n) => table.withheld && Boolean(of) && isFew(n);
  const told = parts.map((part) => {
    const n = sum(table, { ...own, [column]: part.codes });
    const is = fill(table.is[column], part.label);
    return isWithheld(n)
      ? { isFew: true, say: `${FEW_TOLD} ${is}` }
      : { say: `${n ? count(n) : "none"}${percentOf(n, whole)} ${n === 1 ? singular(is) : is}` };
  });
  const say = quotedWell(`Of the ${count(whole)} ${what}, ${listed(told.map((one) => one.say))}.`);
  const isUnstable = whole < UNSTABLE && /%\)/.test(say);
  return { say, isUnstable, isFew: told.some((one) => one.isFew) };
}
const quotedWell = (text) => text.replace(/\u201d([,.])/g, "$1\u201d"); // a comma ends within
const singular = (is) =>
  is
    .replace(/^are /, "is ")
    .replace(/^were /, "was ")
    .replace(/^record /, "records ")
    .replace(/\b((?:fe)?male|girl|boy)s$/, "a $1");
// All that the table has of one code, where what is counted is not named.
function everySaid(table, covered, there) {
  const [column] = covered;
  const [{ codes, label }] = partsOf(table, column, there[column]);
  const say = table.every
    .replace("{code}", label)
    .replace(/\{(\w+)\}/g, (_, code) =>
      count(sum(table, { [column]: codes, [table.columns[0]]: [code] })),
    );
  return { say, rows: [] };
}
// What is typed that the table does not have, unless the same words name what it has.
function dropped({ covered }, there) {
  const own = covered.map(concept);
  const texts = own.flatMap((one) => there[one].texts);
  const lost = Object.keys(there).filter(
    (one) =>
      CALLED[one] && !own.includes(one) && !there[one].texts.every((text) => texts.includes(text)),
  );
  const names = (some) => listed(some.map((one) => CALLED[one]));
  return lost.length
    ? ` Our Impact gives this by ${names(own)}, not also by ${names(lost)}.`
    : "";
}
// Where the row of a single code is in a figure that has one for each, if it is single.
function rowOfFigure({ link }, rows) {
  const [code, ...others] = rows.flatMap((one) => one ?? []);
  if (others.length) return undefined;
  const words = code.split("_").map((one) => (one === "to" ? one : capital(one)));
  const at = `#row-${words.join("-").toLowerCase()}`;
  return [link + at, `See the figure\u2019s row ${quoted([words.join(" ")])}`];
}
// The answer that a table has: its sentence, with its figure's caution, and where they lead.
function cellAnswer(picked, there) {
  const { table } = picked;
  const { say, rows } = cellSaid(picked, there);
  const isOne = table.rowed && rows.length > 0 && rows.every((codes) => codes?.length === 1);
  const at = isOne ? `#row-${[YEAR, ...rows].join("-")}` : "";
  const lacks = dropped(picked, there);
  const [section] = pageOf(table.link)?.alone?.match(/, section \u201c.*?\u201d/) ?? ["."];
  return {
    say: `${say}${lacks}${table.shown}`,
    copy: sourced(`${say}${lacks}${table.shown}`, section.replace(/([^.])\u201d/, "$1.\u201d")),
    link: (table.also && rowOfFigure(table, rows)) || [table.link, "Figure"],
    more: [["", [`data/${table.table}.html${at}`, isOne ? "Its row" : "The whole table"]]],
    counted: true,
  };
}
const COMPARED = /\b(compar\w*|(more|less|fewer|higher|lower)( often)? than)\b/gi;
// Whether other things are asked than numbers of parts, such as a place's, a year's, or a cause.
function isNoCell({ given, states, regions, inCity }, text, there) {
  const isCompared = Object.values(there).some(({ codes, spans }) => (codes ?? spans).length > 1);
  const asked = isCompared ? text.replace(COMPARED, "") : text; // what is compared, each has
  const isPlace = states.length || regions.length || inCity;
  return isPlace || like(asked)({ asked: NO_CELL }) || earlier(given);
}
// The cell that is asked for, if any, whether it answers alone, and whether it answers a part.
function cellFor(query) {
  const { given, more } = query;
  const text = reworded(given).toLowerCase();
  const there = namedIn(text);
  if (isNoCell(query, text, there)) return undefined;
  const picked = tableFor(text, there);
  if (!picked) return undefined;
  const { table, covered, isLoose } = picked;
  const texts = Object.values(there).flatMap((one) => one.texts);
  const isOther = (word) =>
    !texts.some((one) => one.includes(word)) &&
    !(there.age && /^\d\d?$/.test(word)) && // its group, which the words have instead
    !(table.asked && like(word)(table));
  const others = more.filter(isOther);
  if (others.some((word) => noted(word, more).some(({ none }) => none))) return undefined;
  const isEnough = !isLoose && (covered.length > 1 || table.alone.includes(covered[0]));
  const isPart = isLoose || (!isEnough && dropped(picked, there) !== "");
  const isUnheard = (word) => word !== YEAR && (/^\d/.test(word) || !known(word));
  if (!isEnough && !isPart && others.some(isUnheard)) return undefined;
  const answers = withMore(cellAnswer(picked, there));
  return { answers, isEnough, isPart, isLoose, isAlso: table.also };
}

// A single number of the report whose label, or name, has all that is typed, where it has no other
// answer.
const inLabel = ([label, name]) => {
  const words = tokenize(`${label} ${name.replaceAll("_", " ")}`.toLowerCase());
  return (word) =>
    [word, ...(COMMON[word] ?? "").split(" ")].some(
      (one) => one.length > 2 && words.some((other) => other.startsWith(one)),
    );
};
function headlines({ words, states, given }) {
  const asked = words.filter((word) => word !== YEAR);
  if (states.length || asked.length < 2 || earlier(given)) return [];
  const there = HEADLINES.filter((one) => asked.every(inLabel(one)));
  return there.length > 2
    ? []
    : there.map(([label, , told]) => ({
        say: `${label}: ${told}.`,
        copy: sourced(`${label}: ${told}.`),
        link: ["data/headline_numbers.html", "The whole table"],
      }));
}
