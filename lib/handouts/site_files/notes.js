"use strict";

// What is said above the pages that the search finds: answers with numbers of the nation or of
// states, that the report has no such number, and where else to ask. A note has `say`, what is
// shown; `copy`, what its button copies; and `link`, [where it leads, its words].

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
  const isOfSubject = (word) => word in NEAREST; // before whose it is, as of boys
  const sorted = more.toSorted((one, other) => isOfSubject(other) - isOfSubject(one));
  const said = sorted.flatMap((word) => notesOfWord(word, more));
  const isPlain = !states.length && !regions.length && said.every(({ alias }) => alias);
  const answers = answered(asked, !states.length, isPlain ? waysTyped(query) : []);
  const isAnswered = (one) => answers.some(({ link }) => link?.[0] === one.link?.[0]);
  const isTold = answers.length > 0 || said.some(({ none, copy }) => none && copy);
  const isMoot = (one) => (one.alias ? isTold : one.later && isAnswered(one));
  const ofWords = said.filter((one) => !isMoot(one));
  const [city] = states.map((one) => cityIn(given, one)).filter(Boolean);
  const ofPlaces = [...(inCity ? [...noCity(query), ...ofCity(given, states)] : []), ...ofWords];
  const named = ofPlaces.map((one) => (city && one.cities ? ofNamed(one, city) : one));
  const notes = [...named, ...answers];
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
// That there is no number of a city, and whom to ask in its state, if that is one.
function noCity(query) {
  const whom = { say: "", link: ofPlace(query), further: true };
  const told = notesOfWord("city", query.more).map(withoutPage);
  return [...told, ...(query.states.length === 1 ? [whom] : [])];
}
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
    ...(isOne ? { city } : {}),
    ...(at < there.length - 1 ? {} : { copy, place: true }),
  }));
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
  const { states, place } = query;
  const what = missing.join(" or ");
  const start = `Our Impact gives no ${states.length === 1 ? states[0].title : "state"} numbers on`;
  if (!isLocal(query)) return `${start} ${what}.`;
  const where = place ? ` (${place} is in ${states[0].title})` : "";
  return states.length === 1
    ? `${start} ${what}, and none by county or city${where}.`
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
  query.place = notes.find(({ city }) => city)?.city; // is said with what its state lacks
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
    !((one.cities || one.agency || one.city) && missing.length) && !(one.further && !one.say);
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
  return { say, copy, short: `${short} ${source}`, called: "counts and rates in short" };
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

const sideBySide = (codes, name, from = "") => ({
  beside: true,
  say: "Missing-child reports and shares resolved, side by side:",
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
// Each thing to be said once, and no link only added twice.
function once(notes, pages) {
  const said = notes
    .filter((one) => pages || !one.alias)
    .map(({ say, meant, ...more }) => ({ ...more, say: say + (meant ?? "") }));
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

// Whom to ask for a state's numbers is on its page.
const ASKS = /\bwhom? (to|can i|do i|should i) (ask|call|contact)\b|\bcontacts?\b|\bspokes/i;
function whomOf(query) {
  const say =
    `This site does not list phone numbers or names of ${query.states[0].title} offices. Its ` +
    "page here lists where to ask (not checked by this site), such as the state\u2019s " +
    "missing-children clearinghouse and ICAC task forces:";
  return { say, none: true, link: ofPlace(query) };
}

// Whether the nation's number answers although a state is named: of a subject that states lack.
const isAnsweredNationally = ({ states, typed, topic }, answers) =>
  states.length > 0 &&
  !OF_END.test(typed) &&
  topic.some((word) => !ofStates.has(word)) &&
  answers.some(isNationsNumber);

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
