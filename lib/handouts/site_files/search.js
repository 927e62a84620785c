"use strict";

// The pages that are found for what is typed (query.js), on the first page and, below the field, on
// all others. A state that is named comes first. Where no page has all words, three with some, or a
// like spelling, are shown, unless one is a number. What is typed stands in the first page's
// address, #q=..., so that it can be sent; other pages send ?q=...
const field = document.getElementById("search");
const { up } = document.body.dataset;
const start = document.getElementById("found") ? "" : `${up}index.html`; // of links
const PLAINEST = new Set(Object.values(FIRST)); // shown though no page has the words

// A state is meant where it is named, not by what its page says as those of all others do.
const isMeant = (one) =>
  one.kind !== "State" ||
  Object.entries(one.match).some(([term, fields]) =>
    (term.length > 2 ? /title|code|numbers/ : /title|code/).test(fields),
  );
const all = (words) =>
  words.length
    ? index.search({ combineWith: "AND", queries: words.map(meant) }).filter(isMeant)
    : [];

// What is to be said, and the words that the report has no number for.
function notesOn(query) {
  const meaning = [...inDictionary(query.given), ...defined(query.asked, true)];
  if (meaning.length) return { answers: meaning, notes: meaning, absent: [] };
  const cell = cellFor(query);
  if (cell?.isEnough) {
    const before = ANSWERS.filter((one) => one.precedes && like(query.asked)(one));
    const both = [...before, ...cell.answers];
    return { answers: cell.answers, notes: both, absent: [], isCell: true };
  }
  return withCell(notesOfWords(query), cell);
}
// What a column or table means whose name in files is typed, once for each meaning.
function inDictionary(given) {
  const names = (given.match(/\b[a-z0-9]+(_[a-z0-9]+)+\b/g) ?? []).filter((name) =>
    Object.hasOwn(DICTIONARY, name),
  );
  return names.flatMap((name) =>
    DICTIONARY[name]
      .filter(([said], at, all) => all.findIndex(([other]) => other === said) === at)
      .map(([said, to, title]) => ({
        say: `${name}: ${said}`,
        link: [to, `In \u201c${title}.\u201d`],
      })),
  );
}
// A cell that answers a part, or `also`, comes after what is said of all, and one that is no answer
// by itself only where nothing else answers.
function withCell(said, cell) {
  const { answers, notes } = said;
  const isSaid = answers.length > 0 || notes.some(({ none }) => none);
  const more = cell && (cell.isPart ? !(cell.isLoose && answers.length) : cell.isAlso || !isSaid);
  if (!more) return said;
  const both = [...notes.filter(({ alias }) => !alias), ...cell.answers];
  return { ...said, answers: [...answers, ...cell.answers], notes: both, isCell: true };
}
function notesOfWords(query) {
  const { given, asked, states, regions, more, inCity } = query;
  const said = more.flatMap((word) => notesOfWord(word, more));
  const isPlain = !states.length && !regions.length && said.every(({ alias }) => alias);
  const answers = answered(asked, !states.length, isPlain ? waysTyped(query) : []);
  const isAnswered = (one) => answers.some(({ link }) => link?.[0] === one.link?.[0]);
  const isTold = answers.length > 0 || said.some(({ none, copy }) => none && copy);
  const isMoot = (one) => (one.alias ? isTold : one.later && isAnswered(one));
  const ofWords = said.filter((one) => !isMoot(one));
  const noCity = inCity ? notesOfWord("city", more).map(withoutPage) : [];
  const [city] = states.map((one) => cityIn(given, one)).filter(Boolean);
  const ofPlaces = [...noCity, ...(inCity ? ofCity(given, states) : []), ...ofWords].map((one) =>
    city && one.cities ? ofNamed(one, city) : one,
  );
  const notes = [...ofPlaces, ...answers];
  notes.sort(byWeight);
  const absent = more.filter((word) => noted(word, more).some(({ none }) => none));
  return { answers, notes, absent };
}
// That there is no number of a city or county, by its name.
function ofNamed(one, city) {
  const inName = (text) =>
    text?.replace(/(Our Impact(: \d+)?) gives/, `$1 has no number for ${city}: it gives`);
  return { ...one, say: inName(one.say), copy: inName(one.copy) };
}
// What leads to a page of the site leads nowhere where a better one is meant.
const withoutPage = ({ link, ...one }) => (/^https:/.test(link?.[0]) ? { link, ...one } : one);
// Whom to call comes first, then what answers before what there is not, then a no, and what was
// searched for instead last.
const byWeight = (one, other) =>
  Boolean(other.urgent) - Boolean(one.urgent) ||
  Boolean(other.top) - Boolean(one.top) ||
  Boolean(one.alias) - Boolean(other.alias) ||
  isNo(other) - isNo(one);

// The city of a state that is typed: the first one, and of these the longest (Kansas City).
function cityIn(given, { code }) {
  const typed = (CITIES[code] ?? []).map((city) => {
    const name = city.replaceAll(".", "\\.?").replaceAll(" ", "[ -]");
    const whole = `\\b${name}(?: (?:county|parish|borough)\\b)?(?!\\w)`;
    return given.match(new RegExp(whole, "i"))?.[0];
  });
  const [city] = typed
    .filter(Boolean)
    .sort((one, other) => given.indexOf(one) - given.indexOf(other) || other.length - one.length);
  return city?.replace(/(^|[ -])\w/g, (letter) => letter.toUpperCase());
}
// The counties of whose name other states may have one, too.
const COUNTIES = new Set(
  Object.values(CITIES)
    .flat()
    .filter((one) => one.endsWith(" county")),
);
// The state of a city that is named, or those of its name.
function ofCity(given, states) {
  const there = states.flatMap((state) => {
    const city = cityIn(given, state);
    return city ? [{ city, link: [state.id, state.title] }] : [];
  });
  if (!there.length) return [];
  const isShared = /County$/.test(there[0].city) && COUNTIES.has(there[0].city.toLowerCase());
  const isOne = there.length === 1 && !isShared;
  const names = there.map(({ link }) => link[1]).join(" or ");
  const start = (city) => `${city} ${isOne ? "is" : "may be"} in`;
  const copy = `${start(there[0].city)} ${names}. (Source: ${SOURCE}.)`;
  return there.map(({ city, link }, at) => ({
    say: at ? "or" : start(city),
    link,
    ofCity: true,
    ...(at < there.length - 1 ? {} : { copy, place: true }),
  }));
}

// The pages with all words, and those of them that only show the states named beside all others.
function pagesWithAll({ words, states, more }, absent) {
  // No page has these words, but pages have what is typed with them
  const beside = absent.filter((word) => noted(word, more).some((one) => one.none && one.with));
  const pages = all(
    beside.length < words.length ? words.filter((word) => !beside.includes(word)) : words,
  );
  const withName = new Set(
    states.flatMap((one) => all(tokenize(one.title.toLowerCase()))).map((one) => one.id),
  );
  const also = pages.filter(
    (one) => withName.has(one.id) && !states.some(({ id }) => id === one.id),
  );
  if (states.length && !more.length) return { pages: [], also }; // OR: not each page that says "or"
  const isLess = beside.length > 0 || (states.length > 0 && !pages.length);
  return { pages: states.length && !pages.length ? all(more) : pages, also, isLess };
}

// What there is by state: `ofStates` are words that the page of a state answers; a subject is a
// word of which there is a number for the nation alone.
const ofStates = new Set(OF_STATES.words.split(" "));
const SUBJECTS = OF_STATES.topics.map(([like, ...told]) => [new RegExp(like), ...told]);
const trends = new RegExp(OF_STATES.trends);
const isTopic = (word) => SUBJECTS.some(([like]) => like.test(word));
// "online" names a subject only alone: online enticement is not all of the CyberTipline.
const subjects = (words) => {
  const named = (some) =>
    SUBJECTS.filter(([like]) => some.some((word) => like.test(word))).map(([, name]) => name);
  const own = named(words.filter((word) => word !== "online"));
  return own.length ? own : named(words);
};
// Whether a word asks for a change: not what adds up, Take It Down, or what is more or less than
// another place.
const isTrend = (word, { typed, states }) =>
  trends.test(word) &&
  !(word === "up" && /\b(add|sum)(s|ed)? up\b/i.test(typed)) &&
  !(word === "down" && /\btake ?(it )?down\b/i.test(typed)) &&
  !(
    /^(lower|fewer|better|worse)$/.test(word) &&
    (states.length > 1 ||
      /\bthan (?!(in |the )?(last|before|ever|previous|prior|20|a year))/i.test(typed))
  );
// An answer with a number of the nation.
function isNationsNumber({ copy, say, link }) {
  const page = pageOf(link?.[0]);
  return copy && /\d/.test(say) && (page?.national || page?.kind === "Notebook");
}
const isBeyond = (query) => query.isNational || isOfOther(query);
// Whether a city or county is typed.
const isLocal = ({ inCity, more }) =>
  inCity || NOTES.some((one) => one.cities && more.some((word) => one.words.includes(word)));
// Whether ages are typed of a place, but for those of which rates are.
const isAged = ({ typed, states, regions }) =>
  states.length + regions.length > 0 &&
  agesIn(typed.toLowerCase(), false).spans.length > 0 &&
  !/under 18|populat|resident|adult/i.test(typed);
function isOfOther(query) {
  const { states, regions, more, topic } = query;
  const isRank = (word) => NOTES.some((one) => one.rank && one.words.includes(word));
  const hasOther = topic.some(
    (word) =>
      (!ofStates.has(word) || (states.length && isTrend(word, query))) &&
      !(states.length && isRank(word)) &&
      (isYear(word, query) || !/^\d/.test(word)),
  );
  const isOfPlace = states.length || regions.length || topic.length < more.length;
  const isOfCity = isLocal(query) && topic.some((word) => isSubject(word, query));
  return (isOfPlace && (hasOther || isAged(query))) || isOfCity;
}

// Words of a subject that the report counts for the nation alone, and that a figure has.
function isSubject(word, query) {
  const fields = ["title", "name", "text"];
  const isDrawn = () =>
    index.search(meant(word), { fields, filter: ({ kind }) => kind === "Figure" }).length > 0;
  const isFree = !ofStates.has(word) && !isYear(word, query) && !noted(word, query.more).length;
  return isFree && isTopic(word) && isDrawn();
}
// The subjects by name; where no word is of one, that of the nation's answer.
function subjectsOf(query, notes, words) {
  if (words.length || !query.isNational) return subjects(words).slice(0, words.length);
  const answers = notes.filter(isNationsNumber).map(({ say }) => parts(say)[0]);
  return subjects(tokenize(answers.join(" ").toLowerCase())).slice(0, 1);
}
// Another year than that of the states' reports is asked for, or a change.
const isOfPast = (query, trend) =>
  YEARS.length === 1 &&
  (trend.length > 0 ||
    earlier(query.asked) ||
    query.topic.some((word) => isYear(word, query) && !YEARS.includes(word)));
const isLater = (word) => LATER.includes(word);
// The nation's number, unless one is said; "how many" may be answered without a number.
function nationsNumber(notes, words) {
  const isSaid = (one) => one.copy && !one.place && /\d/.test(one.say);
  // A number of one subject does not answer who asks for two, of which there is none together
  if (notes.some((one) => isSaid(one) || (one.none && one.with))) return [];
  const others = words.filter((word) => !(word in NEAREST)).map((word) => COMMON[word]);
  return plainest([words.join(" "), ...words, ...others]);
}
// What is still said of a change; more on the nation's change would answer another question.
const isKeptOfChange = (one) =>
  one.none || one.urgent || one.place || (/\d/.test(one.say) && !one.further);
// That the report has no number of some subjects by state, what it says of states otherwise, and
// what it has where nothing else is said; `no` begins the answer to a question.
function lack(query, missing, { no, isPast, isAnswered }) {
  const none = missing.length > 0;
  const lacks = none && no + lacking(query, missing);
  const has = isPast ? `${OF_STATES.years} ${YEARS[0]}.` : none && isAnswered ? "" : OF_STATES.say;
  const told = SUBJECTS.flatMap(([, name, more]) => (missing.includes(name) && more) || []);
  const its = has.replace("Our Impact\u2019s", "Its").replace("Our Impact", "it");
  const say = none ? [lacks, ...told, its].join(" ").trim() : has;
  return { say, copy: sourced(say), none, link: ofPlace(query), noPlace: true };
}
function lacking(query, missing) {
  const { states } = query;
  const what = missing.join(" or ");
  const start = `Our Impact gives no ${states.length === 1 ? states[0].title : "state"} numbers on`;
  if (!isLocal(query)) return `${start} ${what}.`;
  return states.length === 1
    ? `${start} ${what}, and none by county or city.`
    : `Our Impact gives no numbers on ${what} by state, county, or city.`;
}
// What is said where a place, or "by state," is typed with what the report has no number of by
// state, and the words of a change; where else to ask comes before the nation's numbers.
function beyond(query, notes) {
  const trend = query.topic.filter((word) => isTrend(word, query));
  const isPast = isOfPast(query, trend);
  const words = query.topic.filter((word) => isSubject(word, query));
  const some = subjectsOf(query, notes, words);
  const missing = isAged(query) && !some.includes("age") ? [...some, "age"] : some;
  query.isChange = isPast && !missing.length && !notes.some(({ none }) => none);
  if (query.isChange) return { trend, notes: changed(query, notes) };
  const ofNation = nationsNumber(notes, words);
  const cell = !notes.some(({ copy }) => copy) && cellFor({ ...query, states: [], regions: [] });
  const nation = (ofNation.length || !cell ? ofNation : cell.answers).map(inFew);
  const isAnswered = nation.length > 0 || notes.some((one) => one.copy && !one.place);
  const arrests = query.topic.filter((word) => /^(arrest|prosecut|convict)/.test(word));
  const ofMissing = OF_STATES.elsewhere.filter(like([...missing, ...arrests].join(" ")));
  const isAsked = missing.length > 0 && new RegExp(OF_STATES.asked, "i").test(query.given);
  const asked = [...query.topic, ...(isAged(query) ? ["age"] : [])].join(" ");
  const elsewhere = ofMissing.length
    ? ofMissing
    : OF_STATES.elsewhere.filter(like(asked)).slice(0, 1);
  const unlessAlias = isAnswered ? notes.filter(({ alias }) => !alias) : notes;
  const ofSubject = (one) =>
    !((one.cities || one.agency) && missing.length) && !(one.further && !one.say);
  const kept = (trend.length ? notes.filter(isKeptOfChange) : unlessAlias)
    .filter(ofSubject)
    .map(inFew)
    .map((one) => (one.meant && elsewhere.some(isTo(one)) ? unsent(one) : one));
  const isSent = (one) => one.link && kept.some(({ link }) => link?.[0] === one.link[0]);
  const whom = elsewhere.filter((one) => !isSent(one)).flatMap(withMore); // stands together
  const noes = kept.filter(({ none, then, copy }) => none && then && copy);
  const begun = isAsked ? "No: " : "";
  const { link: where, ...no } = lack(query, missing, { no: begun, isPast, isAnswered });
  const own = noes.map(({ then, link, say, ...one }) => ({
    ...one,
    say: say.replace(then, "").trim(),
  }));
  const others = kept.filter((one) => !noes.includes(one));
  const isSaid = whom.length + noes.length > 0; // where to ask for what is typed
  const said = [
    ...kept.filter(({ top }) => top),
    ...(missing.length ? [no, ...own] : [...own, no]), // what is typed first
    ...whom,
    ...noes.filter((one) => !whom.some(isTo(one))).map(({ then, link }) => ({ say: then, link })),
    ...(where ? [{ say: "", link: isSaid ? forOther(where) : where, further: true }] : []),
    ...(isPast && !elsewhere.length && !query.topic.some(isLater) ? [OF_STATES.earlier] : []),
    ...[...nation, ...(isAsked ? others.map(withoutNo) : others)].map(ofAll),
  ];
  return { trend, notes: said };
}
// Without where else to ask, which the answer for a state says with more.
const unsent = ({ meant, link, ...one }) => one;
// An answer of the nation beside a no: its first sentence, and what it must not go without, or else
// its first caveat.
const NEEDED =
  /assumes that|only for them|part of the change|concern other countries|than once/;
function inFew(one) {
  if (!isNationsNumber(one)) return one;
  const [text, source] = bySource(one.copy);
  return { ...one, say: briefly(one.say), copy: briefly(text) + source };
}
function briefly(text) {
  const [first, ...others] = parts(text);
  const needed = others.filter((one) => NEEDED.test(one));
  return [first, ...(needed.length ? needed : others.slice(0, 1))].join(" ");
}
// Where more is listed, after where to ask for what is typed.
const forOther = ([to, words]) => [to, `${words} on other subjects`];
// Not said again below “All countries together.”
const withoutPlace = (say) =>
  say
    .replace(" CyberTipline reports may concern other countries.", "")
    .replace(" and may concern other countries.", ".");
// What is of all is so named, since it stands below a state's name.
function ofAll(one) {
  if (!isNationsNumber(one) || isNo(one) || /^Not given/.test(one.say)) return one;
  const [first] = parts(one.say);
  const abroad = /CyberTipline/.test(first) ? "All countries together" : "In all";
  const of = /missing|ran away|AMBER/.test(first) ? "Nationwide" : abroad;
  const isJudged = /judged/.test(first); // of missing-child reports, not of tips
  const all = isJudged ? "The nation\u2019s missing-child reports" : "The nation";
  const start = /nationwide/.test(first) ? all : of;
  const say = start.startsWith("All countries") ? withoutPlace(one.say) : one.say;
  return { ...one, say: `${start}: ${say}`, copy: `${start}: ${one.copy}` };
}
// Without the no that now stands before all.
const unsaid = (text) => text?.replace(/^No: ./, (no) => no.at(-1).toUpperCase());
const withoutNo = (one) => ({ ...one, say: unsaid(one.say), copy: unsaid(one.copy) });
const ofPlace = ({ states }) =>
  states.length === 1
    ? [`${states[0].id}#elsewhere`, `Where to ask for ${states[0].title} numbers`]
    : states.length
      ? undefined
      : ["states/index.html#elsewhere", "Where to ask for state numbers"];

// That there is one year of a state, whatever the words for a change, and how the nation's number
// changed.
function changed(query, notes) {
  const [one] = query.states;
  const isOne = query.states.length === 1;
  const link = OF_YEARS.of.findLast(like("missing")).figure;
  const of = isOne ? `for ${theOf(one)}${one.title}` : "by state";
  const n = isOne ? ` (${reports(one).toLocaleString("en-US")})` : "";
  const say = OF_STATES.change.replace("{of}", of).replace("{year}", YEARS[0]).replace("{n}", n);
  return [
    { say, copy: sourced(say), none: true, link: ofPlace(query), noPlace: true },
    ofAll(inFew({ ...stated(link[0]), link })),
    OF_STATES.earlier,
    ...notes.filter((other) => other.urgent || other.place),
  ];
}

const theOf = ({ code }) => (code === "DC" ? "the " : "");
// The reports of states that are named and, if all have one, their rates; of two, as the page that
// compares them says it. What must be said beside it follows.
function inOne(states) {
  const all = states
    .map((one) => ({
      name: one.title,
      the: theOf(one),
      rate: one.rate,
      how: /er$/.test(one.against)
        ? `clearly ${one.against}`
        : `${one.against} (the gap could be chance)`,
      n: reports(one).toLocaleString("en-US"),
    }));
  const isRated = all.every(({ rate }) => rate);
  const nation = isRated && OF_RATES.all && { name: OF_RATES.places, rate: NUMBERS.rate };
  const also = all.length === 1 && OF_RATES.must ? [OF_RATES.must] : [];
  if (all.length === 1 && !isRated) return inFullOfState(unratedAlone(all[0]), ...also);
  const isPair = all.length === 2;
  const short = isPair && isRated ? inBriefOf(all, nation, YEAR) : "";
  const told =
    isPair && nation
      ? besideOthers([...all, { ...nation, nation: true }], YEAR)
      : inList(all, isRated, nation);
  const must = isPair ? parts(OF_RATES.say)[0] : OF_RATES.say;
  if (all.length === 1) return inFullOfState(`${told} ${must} ${OF_RATES.source}`, ...also);
  const say = `${told} ${must} ${OF_STATES.police}`;
  const source = isRated ? OF_RATES.source : bySource(states[0].alone)[1].trim();
  const copy = `${say} ${source}`;
  if (!short) return { say, copy };
  return { say, copy, short: `${short} ${source}`, called: "counts and rates in one sentence" };
}
const JUDGING = /better|worse|safe|danger/i;
// Where it is asked which is better, that no number says so.
function unjudged(one, asked) {
  if (!JUDGING.test(asked)) return one;
  const led = (text) => text && `${OF_STATES.no_better} ${text}`;
  return { ...one, say: led(one.say), copy: led(one.copy), short: led(one.short) };
}
// A state's share and its rate beside the nation's, where one alone would tell half.
function ofBoth(own, asked) {
  const [share, ...others] = parts(bySource(own.compared)[0]);
  const isTested = new RegExp(OF_STATES.tested);
  const outlying = others.find((one) => isTested.test(one.replace(/\.$/, "")));
  const isClear = /er$/.test(own.against);
  const than = isClear ? `clearly ${own.against} than` : "not clearly different from";
  const chance = isClear ? "" : "; the gap could be chance";
  const rated =
    `${capital(theOf(own) + own.title)}\u2019s rate of reports is ${than} that of the ` +
    `${OF_RATES.places} together: ${own.rate} per 100,000 residents under 18, compared ` +
    `with ${NUMBERS.rate}${chance}.`;
  const lead = JUDGING.test(asked) && OF_STATES.no_better;
  const told = [lead, share, outlying, own.rate && OF_RATES.all && rated];
  const both = told.filter(Boolean).join(" ");
  const end = parts(own.alone).find((one) => /how a case ended/.test(one));
  const must = [OF_STATES.differ, end, OF_RATES.must].filter(Boolean);
  const whole = inFullOfState(`${both} ${OF_RATES.say} ${OF_RATES.source}`, ...must);
  const [counted] = parts(OF_RATES.say); // reports, of which ages
  const short = [both, counted, OF_STATES.differ, OF_RATES.source].join(" ");
  return { ...whole, short, called: "both comparisons in short" };
}
function unratedAlone({ name, the, n }) {
  const what = n === "1" ? "report of a child" : "reports of children";
  const told = `No rate here for ${the}${name}: in ${YEAR}, NCMEC received ${n} ${what} missing`;
  return `${told} from there. ${parts(OF_RATES.say)[0]} (Source: ${SOURCE}.)`;
}
function inList(states, isRated, nation) {
  const each = states.map(({ name, the, rate, n }, at) => {
    const what = at ? "" : ` report${n === "1" ? "" : "s"} of children missing`;
    const unit = at ? "" : " per 100,000 residents under 18";
    return `${n}${what} from ${the}${name}${isRated ? ` (${rate}${unit})` : ""}`;
  });
  const [{ name, the, how }] = states;
  const verdict = states.length === 1 && nation ? `, so ${the}${name}\u2019s is ${how}` : "";
  const ofAll = nation ? ` The rate of the ${nation.name} was ${nation.rate}${verdict}.` : "";
  return `In ${YEAR}, NCMEC received ${listed(each)}.${ofAll}`;
}

// Pages near to what is typed, where none has all of it: of the other words where one is a place's
// name, of words spelled alike else; no number is like another.
function near({ states, more }, lost, place) {
  if (place)
    return all(
      more.filter((word) => !lost.includes(word) && !noted(word, more).some((one) => one.place)),
    );
  if (states.length || more.some((word) => /^\d/.test(word))) return [];
  return index
    .search({ combineWith: "OR", queries: more.map(meant) }, { fuzzy, prefix: false })
    .filter(isMeant)
    .slice(0, 3);
}

const sideBySide = (codes, name, from = "") => ({
  beside: true,
  say: "Missing-child reports side by side:",
  link: [`states/index.html?only=${codes}${from}`, name],
});
// What is to be said of several states, and of words and numbers that no page has.
function missed(query, { lost, isNew, isSaid }) {
  const { numbers, more } = query;
  const notes = comparisons(query);
  const unheard = numbers.filter(
    (one) => !isYear(one, query) && !noted(one, more).length && !isFound(meant(tokenize(one)[0])),
  );
  if (unheard.length) {
    const { link } = more.includes("missing") ? OF_STATES.earlier : ELSEWHERE;
    const isSame = (one) => one.link?.[0] === link[0];
    const isLinked = more.some((word) => noted(word, more).some(isSame));
    const [start, rest] = UNKNOWN_NUMBER.split(", also"); // where the page is not linked above
    const say = `Not found: ${quoted(unheard)} ${isLinked ? `${start}.` : `${start}, also${rest}`}`;
    notes.push({ say, number: true, ...(isLinked ? {} : { link }) });
  }
  if (lost.length && isSaid) {
    const what = quoted(spelledAsTyped(lost, query));
    const isPlace = query.states.length && !lost.some((word) => /\d/.test(word));
    const noCity = "Our Impact gives no numbers by city or county, and nothing here is on";
    const copy = isPlace ? sourced("Our Impact gives no numbers by city or county.") : undefined;
    notes.push({ say: `${isPlace ? noCity : "Nothing here on"} ${what}`, copy });
  }
  if (isNew && !query.states.length) notes.push(...withMore({ ...UNKNOWN, place: true }));
  return notes;
}
// OR between two codes is a word, or Oregon.
function orEither({ given }) {
  const either = given.replace(/\b([A-Z]{2}) OR (?=[A-Z]{2}\b)/, "$1 or ");
  if (either === given) return [];
  const link = [`#q=${encodeURIComponent(either)}`, `${either}.`];
  return [{ say: "OR is taken for Oregon here. Without Oregon:", link }];
}
const BESIDE_OTHERS = /\bneighbou?r|\bother states\b|\b(above|below)\b|\bcompare/i;
// Links to the page that has regions, several states, or a state and its neighbors side by side.
function comparisons(query) {
  const { states, regions } = query;
  const notes = regions.map(({ name, codes }) => {
    const own = states.find(({ code }) => codes.includes(code)); // is highlighted there
    return sideBySide(codes, `${name} (${codes.join(", ")})`, own ? `&from=${own.code}` : "");
  });
  if (states.length > 1 && !query.inCity) {
    const [names, codes] = ["title", "code"].map((name) => states.map((one) => one[name]));
    const isOfEnd = OF_END.test(query.typed);
    if (states.length < 5 && !isBeyond(query))
      notes.push(
        ...(isOfEnd
          ? states.map(({ id }) => stated(id))
          : [unjudged(inOne(states), query.asked)]),
      );
    notes.push(sideBySide(codes, listed(names)), ...orEither(query));
  }
  if (states.length === 1 && states[0].near && BESIDE_OTHERS.test(query.given)) {
    const [{ code, near, title }] = states;
    const codes = [code, ...near.split(" ")].sort();
    notes.push(sideBySide(codes, `${title} and its neighbors`, `&from=${code}`));
  }
  return notes;
}

// Sentences without those that others say, too, or say with more.
const core = (text) =>
  text.toLowerCase().replace("reports are not children: ", "").replace(/\.$/, "");
const unlike = (all) =>
  all.filter(
    (one, at) =>
      !all.some(
        (other, before) =>
          before !== at &&
          core(other).includes(core(one)) &&
          (before < at || core(other) !== core(one)),
      ),
  );

// A page that may have several numbers is named once, after the last of them.
const POINTS = /NCMEC may have (such numbers|numbers on .*) on a page not checked by this site:$/;
function pointsOnce(one, at, all) {
  const isSame = ({ say, link }) => POINTS.test(say) && link?.[0] === one.link?.[0];
  if (!isSame(one) || all.filter(isSame).length < 2) return one;
  if (all.findLastIndex(isSame) === at)
    return { ...one, say: one.say.replace(POINTS, ELSEWHERE.say) };
  return { ...one, say: one.say.replace(POINTS, "").trim(), link: undefined };
}
const isTo = (one) => ({ link }) => link?.[0] === one.link[0];
// Each thing to be said once, and no link only added twice, with what is meant only where there are
// pages.
function once(notes, pages) {
  const said = notes
    .filter((one) => pages || !one.alias)
    .map(({ say, meant, ...more }) => ({ ...more, say: say + (pages && meant ? meant : "") }));
  const again = (one, at) =>
    (one.say && !one.ofCity && said.findIndex(({ say }) => say === one.say) < at) ||
    (one.further && said.slice(0, at).some(isTo(one))) ||
    (one.further && !one.say && said.slice(at + 1).some((it) => it.say && isTo(one)(it)));
  const kept = said
    .filter((one, at) => !again(one, at))
    .map(pointsOnce)
    .filter(({ say, link }) => say || link)
    .map((one, at, all) =>
      /[.\u201d]$/.test(one.say) &&
      all.slice(0, at).some(({ link }) => link && link[0] === one.link?.[0])
        ? { ...one, link: undefined }
        : one,
    );
  const told = new Set(unlike(kept.flatMap(({ say }) => parts(say))));
  const fresh = (text) =>
    parts(text)
      .filter((one) => told.delete(one))
      .join(" ");
  return {
    notes: kept.map((one) => (one.ofCity || one.urgent ? one : { ...one, say: fresh(one.say) })),
    none: said.some((one) => one.none),
  };
}

// What is found for the words that were meant, where each that no page has is a slip of one.
function corrected({ typed }, lost) {
  const right = lost.reduce(
    (text, word) => text.replace(new RegExp(`\\b${word}`, "i"), nearly(word)),
    typed,
  );
  const shown = STATES.reduce(
    (text, { title }) => text.replace(new RegExp(`\\b${title}\\b`, "i"), title),
    right,
  );
  const again = find(right);
  const link = [`#q=${encodeURIComponent(right)}`, `${shown}?`];
  return { ...again, notes: [{ say: "Did you mean", link }, ...again.notes] };
}

// The words of what is typed that not most pages have.
const ownWords = (query) =>
  query.words.filter((word) => !isYear(word, query) && !FILLS.test(word));
// Whether the title or sentences that are shown of a page have all words, or what these are called.
function says(title, text, words) {
  const shown = tokenize(`${title} ${text}`.toLowerCase());
  const has = (word) => shown.some((one) => one.startsWith(word));
  return words.every((word) => has(word) || COMMON[word]?.split(" ").every(has));
}
// The pages in order: the states named, the plainest answers, and then as found, kept files last.
const leads = (link, one) =>
  one.id === link?.[0].replace(/^((?:about|data|figures)\b[^#]*)#.*/, "$1");
function ordered(query, pages, answers) {
  // `link` leads to a year's number, and `figure` to what changed
  const links = answers.flatMap(({ link, figure }) => [link, figure]);
  const isAnswer = (one) => links.some((link) => leads(link, one));
  const isShown = (one) =>
    PLAINEST.has(one.id) || isAnswer(one) || pages.some(({ id }) => id === one.id);
  const best = bestFirst(query, links)
    .flatMap((is) => DOCUMENTS.filter(is))
    .filter(isShown);
  const own = ownWords(query);
  const at = (one) => (one.last ? 2 : Number(!says(one.title, brief(one.text), own)));
  const rest = pages.toSorted((one, other) => at(one) - at(other));
  const isOfMap = /\bmaps?\b/i.test(query.typed);
  const inOrder = [...(isOfMap ? best : []), ...query.states, ...best, ...rest];
  return { best, inOrder: new Map(inOrder.map((one) => [one.id, one])) }; // each page once
}
// Which pages answer best: the plainest one, those that answers lead to, and those with a title
// like what is typed.
function bestFirst(query, links) {
  const plain = waysTyped(query);
  const isLong = query.more.length > 1 && !query.states.length;
  const telling = query.words.filter((word) => !isYear(word, query));
  const start = new RegExp(`^${telling.join("\\b.*\\b")}`, "i"); // so a title goes
  const inTokens = (text) => ` ${tokenize(text.toLowerCase()).join(" ")} `;
  const phrase = inTokens(query.given);
  return [
    (one) => plain.some((text) => one.id === FIRST[text]),
    ...links.map((link) => (one) => leads(link, one)),
    (one) => plain.some((text) => [one.name, one.title.toLowerCase()].includes(text)),
    (one) => isLong && start.test(one.title),
    (one) => isLong && inTokens(one.title).includes(phrase),
  ];
}

const OF_END = /resolv|recover|\b(found|find(s|ing)?|solved|located|open|active)\b/i;
const OF_NATION =
  /\b(nation(al|ally|wide)?|country|average|better|worse|than|u\.?s\.?|compar\w*)(?!\w)/i;
const COMPARING = /\b(better|worse|safer?|dangerous|than|average|compar\w*|versus|vs)(?!\w)/i;
const STILL = /\b(still|now|current(ly)?|today|active|open)\b/i; // there is no date of it
const OF_RANK =
  /\b(above|below|rank(s|ed|ings?)?|top|most|fewest|worst|best|safe\w*|dangerous|compar\w*)\b/;
const HIGH_OR_LOW = /\b(high|low)(er|est)?(?![ -](school|income|risk))\b/;
const RATE = /\brates?\b|capita|\b100,?000|\b100k/i;
const OF_RATE = new RegExp(
  [RATE, /average|national/, OF_RANK, HIGH_OR_LOW]
    .map(({ source }) => source)
    .join("|"),
  "i",
);
// Whether a figure that is found first answers: its title or finding has all that is typed, or it
// is the plainest answer to part of it.
function fits(one, { words }) {
  const own = words.filter((word) => word !== YEAR && !FILLS.test(word) && !idle(word));
  const part = own.some((_, at) =>
    own.some((_, to) => FIRST[own.slice(at, to + 1).join(" ")] === one?.id),
  );
  return (
    one?.kind === "Figure" &&
    isOf(words, one.id) &&
    stated(one.id).copy &&
    (part ||
      (own.length > 1 &&
        index.search(
          { combineWith: "AND", queries: own.map(meant) },
          { fields: ["title", "alone"], filter: ({ id }) => id === one.id },
        ).length))
  );
}

// Whether one state is asked for, which then answers itself, and nothing that it has no number of.
const isOfOne = (query) =>
  query.states.length === 1 &&
  !query.regions.length &&
  query.states[0].alone &&
  (!isBeyond(query) ||
    query.topic.every(
      (word) =>
        ofStates.has(word) ||
        isTrend(word, query) ||
        isYear(word, query) ||
        (/^(count|parish|borough)/.test(query.topic.at(-1)) && !known(word)),
    )); // Orange County
// The notes with the state's own answer, and the state without the sentence that its answer has.
function withOwn(query, notes) {
  const { typed, asked, states } = query;
  const [own] = states;
  // A city's state has its own number, which answers alone, after where the city is
  const isOfCity = query.inCity && OF_END.test(typed);
  const kept = notes.filter((one) => !one.alias && !(isOfCity && isNationsNumber(one)));
  const brief = own.compared && { short: ofShare(own), called: "share resolved in short" };
  const isOfEnd = OF_END.test(typed);
  if (brief && (isOfEnd ? OF_NATION : COMPARING).test(asked) && (isOfEnd || !RATE.test(typed))) {
    const told = isOfEnd ? { ...inFullOfState(own.compared), ...brief } : ofBoth(own, asked);
    const places = kept.filter(({ place }) => place); // where a city is, first
    return [[...places, told, ...kept.filter(({ urgent, beside }) => urgent || beside)], own];
  }
  const counted = STILL.test(asked) && inFullOfState(own.alone, OF_STATES.counted);
  const whole = { ...stated(own.id), ...counted };
  const alone = isOfEnd ? { ...whole, ...brief } : whole;
  const answer = OF_RATE.test(typed) && !isOfEnd ? inOne(states) : alone;
  const said = isLocal(query) ? statewide(answer, query) : answer;
  const isLast = kept.some((one) => (one.none && !one.rank) || one.place);
  const end = isOfCity ? kept.findLastIndex((one) => one.place) + 1 : kept.length;
  const tops = kept.filter(({ top }) => top).length;
  const at = isLast ? end : Math.max(Number(isBeyond(query)), tops);
  if (OF_RATE.test(typed) || !/populat|resident|inhabit/i.test(typed)) kept.splice(at, 0, said);
  return [kept, { ...own, text: own.text.replace(parts(said.say)[0], "").trim() }];
}

// A state's share resolved beside the nation's, in short, where that is asked.
function ofShare({ compared, alone }) {
  const [said, source] = bySource(compared);
  const end = parts(alone).find((one) => /how a case ended/.test(one)) ?? "";
  return [parts(said)[0], end + source].filter(Boolean).join(" ");
}
// The short sentence of the state of a city or county, which says that it is no number of that.
function statewide(answer, { given, states: [own] }) {
  const city = cityIn(given, own);
  const of = city ? `${city} or any other city or county` : "any city or county";
  const short = answer.short?.replace(
    `missing from ${theOf(own)}${own.title}`,
    `$& (a statewide number; none is given for ${of})`,
  );
  return { ...answer, short };
}

// What is found without a percentage that is typed, where nothing has it.
const GUESS = /\d[\d.]*\s?(%|percent\b)/i;
function ask(given) {
  const there = find(given);
  if (there.found.length || there.notes.length || !GUESS.test(given)) return there;
  const again = find(given.replace(GUESS, " "));
  return {
    ...again,
    notes: [{ say: `Not found: ${quoted([given.match(GUESS)[0]])}`, number: true }, ...again.notes],
  };
}

const isNoTotal = ({ link }) => link?.[0] !== "figures/cybertipline-by-year/index.html";
// Whom to ask for a state's numbers is on its page.
const ASKS = /\bwhom? (to|can i|do i|should i) (ask|call|contact)\b|\bcontacts?\b|\bspokes/i;
function whomOf(query) {
  const say =
    `This site does not list phone numbers or names of ${query.states[0].title} offices. Its ` +
    "page here lists where to ask (not checked by this site), such as the state\u2019s " +
    "missing-children clearinghouse and ICAC task forces:";
  return { say, none: true, link: ofPlace(query) };
}
// The pages found, those that show a state beside all others, and what is to be said above them.
function find(given) {
  const query = read(given);
  const { states, more } = query;
  const said = notesOn(query);
  const { answers } = said;
  query.isNational = isAnsweredNationally(query, answers);
  const found =
    isBeyond(query) && !said.isCell
      ? findBeyond(query, said)
      : { ...said, ...pagesWithAll(query, said.absent) };
  const { absent } = found;
  const isAsking = states.length === 1 && ASKS.test(given) && !/task force|icac/i.test(given);
  if (isAsking && !found.notes.some((one) => one.urgent))
    Object.assign(found, { notes: [whomOf(query)], pages: [], also: [], isLess: true });
  query.isLess = query.inCity || found.isLess; // pages need not have all that is typed
  let { notes, pages, also } = found;
  // Of arrests, the number of all reports is no answer
  if (notes.some((one) => one.words?.includes("arrests"))) notes = notes.filter(isNoTotal);
  const lost = more.filter((word) => !known(word));
  const isNoted = notes.some(({ place }) => place);
  const isPlace = isNoted || lost.some((word) => isName(word, query));
  const isNone = notes.some(({ none }) => none);
  const isSlip = !isPlace && !isNone && !said.isCell && lost.every(nearly);
  if (lost.length && isSlip) return corrected(query, lost);
  const isPart = !pages.length && !absent.length && more.length > 0; // no page has all words
  if (isPart) pages = near(query, lost, isPlace);
  if (!answers.length && more.length > 1 && isSilent(query, notes, pages)) also = figuresOf(more);
  const isSaid = !answers.length && (states.length || pages.length || isPlace);
  const missing = missed(query, { lost, isNew: isPlace && !isNoted, isSaid });
  notes = isNone ? [...notes, ...missing] : [...missing, ...notes]; // a no comes first
  if (isOfOne(query) && !query.isChange) [notes, states[0]] = withOwn(query, notes);
  return arranged(query, { answers, notes, pages, also, isPart });
}
// Whether the nation's number answers although a state is named: of a subject that states lack.
const isAnsweredNationally = ({ states, typed, topic }, answers) =>
  states.length > 0 &&
  !OF_END.test(typed) &&
  topic.some((word) => !ofStates.has(word)) &&
  answers.some(isNationsNumber);
// A name that no page has, such as of a town.
const isName = (word, query) =>
  !nearly(word) && /^\p{Lu}\p{Ll}+$/u.test(spelledAsTyped([word], query));
// Whether nothing answers, not even a figure; then a figure for each word may.
const isSilent = ({ states }, notes, pages) =>
  !states.length &&
  pages.length > 0 &&
  ![...notes, ...pages].some(({ none, kind }) => none || kind === "Figure");
function figuresOf(words) {
  const each = words.map((word) => all([word]).find(({ kind }) => kind === "Figure"));
  return each.filter((one, at) => one && each.findIndex((it) => it?.id === one.id) === at);
}
function findBeyond(query, { notes, absent }) {
  const { trend, notes: said } = beyond(query, notes);
  const lacking = [...absent, ...trend];
  const others = query.topic.filter((word) => !lacking.includes(word));
  return others.every((word) => isYear(word, query))
    ? { notes: said, absent: [...lacking, ...others], pages: [], also: [] }
    : { notes: said, absent: lacking, pages: all(others), also: [], isLess: true };
}
// What is found as it is shown: in order, each page and each sentence once.
function arranged(query, { answers, notes, pages, also, isPart }) {
  const { states, regions } = query;
  const { best, inOrder } = ordered(query, pages, [...answers, ...notes.filter(isNationsNumber)]);
  const isOfAnother = ({ id, title }) =>
    states.length > 0 &&
    id.includes("state-fact-sheet") &&
    !states.some((one) => title.includes(one.title));
  const beside = also.filter((one) => !best.some(({ id }) => id === one.id) && !isOfAnother(one));
  for (const { id } of beside) inOrder.delete(id);
  const all = [...inOrder.values()]
    .filter((one) => !isOfAnother(one))
    .map((one) => ({ ...asShown(one, query), nearest: asNearest(one, query) }))
    .flatMap((one) => (notes.some(({ none }) => none) ? withWhy(one, query, notes) : [one]));
  const shown = [...all.filter(({ isStray }) => !isStray), ...all.filter(({ isStray }) => isStray)];
  const isUnsaid = notes.every(({ alias }) => alias) && !regions.length;
  const [top] = shown;
  const isFigure = isUnsaid && !isPart && !states.length && fits(top, query);
  const single = isUnsaid && !isFigure ? headlines(query) : [];
  const ofFigure = isFigure ? [{ ...stated(top.id), link: [top.id, "Figure"] }] : single;
  const said = (ofFigure.length ? ofFigure : notes).map((one) => ofState(one, states));
  const names = states.map(({ title }) => title).join(", ");
  return {
    found: shown,
    also: beside.filter(({ last }) => !last), // not how the tables are kept
    of: states.length ? `${names} ${states.length > 1 ? "are" : "is"}` : "Some of these words are",
    ...once(said, inOrder.size),
    some: isPart && !best.length,
    isLess: query.isLess,
  };
}
// Where a page lists all states, those that are named are to be looked for; each has its office.
function ofState(one, [own, ...others]) {
  if (!own) return one;
  const [to, words] = one.link ?? [];
  const link = to && [to, words?.replace("your state", others.length ? "each state" : own.title)];
  const [say, copy] = [one.say, one.copy].map((text) => (others.length ? ofEach(text) : text));
  return { ...one, say, copy, link };
}
const ofEach = (say) =>
  say?.replace(/\bThe (?=state\u2019s)/g, "Each ").replace(/\bthe (?=state\u2019s)/g, "each ");
// Below a no, a page is shown with the words that it was found for, if it does not show one.
function withWhy(one, query, notes) {
  const isPlain = one.said || one.kind === "Figure" || query.states.length;
  if (isPlain || notes.some(({ link }) => leads(link, one))) return [one];
  const own = ownWords(query);
  if (own.some((word) => says(one.title, shownOf(one), [word]))) return [one];
  const words = DOCUMENTS.find(({ id }) => id === one.id).words.split(" ");
  const there = own.filter((word) => words.includes(word));
  const said = `in its text: ${quoted(spelledAsTyped(there, query))}`;
  return there.length ? [{ ...one, said, isStray: true }] : [];
}
// A state without what its answer says; beside a state, a national page says what it lacks. A
// figure has the sentence for which it is found, if its first ones do not say it.
function asShown(page, query) {
  const { states } = query;
  const state = states.find(({ id }) => id === page.id);
  if (state) return isBeyond(query) ? { ...state, kind: STATES_HAVE } : state;
  const isNational = states.length && page.national;
  const kind = isNational ? `${page.kind} (no state numbers)` : page.kind;
  const own = ownWords(query);
  if (!own.length || says(page.title, shownOf(page), own)) return { ...page, kind };
  if (page.kind !== "Figure") return { ...page, kind, ...whereIn(page, query) };
  return { ...page, kind, said: parts(page.text).find((one) => says("", one, own)) };
}
// A figure of what is nearest to a word that the report has no number for says so, also where it is
// copied.
function asNearest({ kind, text }, { more }) {
  const isIts = (one) =>
    one in NEAREST &&
    LACKING[one] !== undefined &&
    says("", parts(text)[0], COMMON[one].split(" ").slice(-1));
  const [word] = kind === "Figure" ? more.flatMap((one) => common(one, 5)).filter(isIts) : [];
  return word && `We do not know whether these include ${word}.`;
}
const OF_ONE = YEARS.length === 1 ? ` of ${YEARS[0]}` : "";
const STATES_HAVE = `State (missing-child reports${OF_ONE} only)`;
// Where a page has a word that the report has no number for: in the statement that is all that the
// report says of it, or, on the About page, in what is said of it.
function whereIn({ id }, { more }) {
  const notes = more
    .flatMap((word) => noted(word, more))
    .filter(({ on, link }) => on && !link?.[0].startsWith(id)); // which leads to its own part
  if (id === "about.html" && notes.length) return { id: `${id}#absent`, said: notes[0].say };
  const lacked = more.flatMap((word) => [word, ...common(word, 5)]);
  const [quote] = [...notes.map(({ lacks }) => lacks), ...lacked].flatMap((one) =>
    Object.hasOwn(LACKING, one) ? LACKING[one] : [],
  );
  if (!quote) return {};
  const there = DOCUMENTS.find((one) => one.id === id).words.split(" ");
  const has = tokenize(quote.say.toLowerCase()).every((word) => there.includes(word));
  return has ? { said: capital(quote.say) } : {};
}

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
  const link = element("a", `PNG ${what}, with its credit`, file);
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
    const help = document.querySelector("#meant:has([href^='tel:']) a");
    (help ?? document.querySelector("#meant[data-says], #results a"))?.focus();
  });
  addEventListener("hashchange", () => {
    if (location.hash.length < 2) field.value = "";
    take();
  });
  addEventListener("pageshow", (event) => event.persisted && take());
  take();
}
