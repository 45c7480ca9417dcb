/** Where the shell of a lab is, by what the lab happens on. */
const SHELLS = {
  cluster: 'the workbench, with all tools',
  computer: 'where it begins: your own computer; without Docker, the instance',
  instance: 'the instance',
} as const

/**
 * Every word that a user reads, in English; another language is one more file of the same type.
 * Plain text without colour or control characters: values from outside are made visible where they are printed.
 */
export const en = {
  /** Getting a Kafka home and a Java. */
  home: {
    noJava: 'There is no Java on this machine: JAVA_HOME is not set, and there is no java on PATH.',
    javaInJavaHome: (home: string) => `JAVA_HOME (${home})`,
    javaOnPath: (bin: string) => `The java on PATH (${bin})`,
    javaMissing: (from: string) => `${from} is not a Java: there is no bin/java in it that can be run.`,
    javaBroken: (from: string) => `${from} does not work as a Java.`,
    javaTooOld: (from: string, version: string, oldest: number) =>
      `${from} is Java ${version}; the labs need ${oldest} or newer.`,
    getJavaMac: 'Install one (brew install openjdk@17, or a Temurin 17 package) and set JAVA_HOME to it.',
    getJavaLinux:
      'Install one (sudo apt-get install openjdk-17-jre-headless, or dnf install java-17-openjdk-headless), or set JAVA_HOME.',
    getJava: 'Install Java 17, or set JAVA_HOME to one.',
    givenMissing: (from: string, dir: string, missing: readonly string[]) =>
      `${from} ${dir} is not a home of Kafka 2.5.0: it lacks ${missing.join(', ')}.`,
    givenHelp: 'Give the directory that the archive of Kafka 2.5.0 unpacks to, or leave the option out.',
    waiting: (pid: number) => `Waiting for another labs (process ${pid}), which is getting Kafka`,
    damaged: (names: readonly string[]) =>
      `The cached Kafka is damaged (${names.slice(0, 3).join(', ')}${names.length > 3 ? `, ${names.length - 3} more` : ''}): making it anew`,
    maven: 'Getting Kafka 2.5.0 with Maven',
    download: 'Downloading Kafka 2.5.0',
    unpack: 'Unpacking Kafka 2.5.0',
    diskFull: (dir: string, megabytes: number) =>
      `The disk is full: Kafka 2.5.0 needs ${megabytes} MB (${megabytes * 1_000_000} bytes) in ${dir} while it is put together.`,
    diskFullHelp: 'Make room, or let LABS_CACHE name a directory on another disk.',
    cacheUnwritable: (dir: string, code: string) => `Nothing can be written to ${dir} (${code}).`,
    cacheUnwritableHelp: 'Let LABS_CACHE name a directory that you may write to.',
    wrongArchive: (address: string, expected: string, actual: string) =>
      `What came from ${address} is not Kafka 2.5.0: its sha256 is ${actual}, want ${expected}.`,
    wrongArchiveHelp:
      'It was thrown away. A proxy or a login page may have answered instead; try again, or get the file yourself and let LABS_KAFKA_ARCHIVE name it.',
    brokenArchive: (address: string, why: string) =>
      `The archive from ${address} could not be unpacked: ${why}`,
    archiveLacks: (address: string, missing: readonly string[]) =>
      `The archive from ${address} is not a whole Kafka 2.5.0: it lacks ${missing.join(', ')}.`,
    noTar: 'The archive of Kafka cannot be unpacked: there is no tar on PATH.',
    noTarHelp: 'Install tar, or unpack it elsewhere and give the directory with --kafka-home.',
    wrongJars: (names: readonly string[]) =>
      `Maven brought other jars than Kafka 2.5.0 has (${names.slice(0, 3).join(', ')}${names.length > 3 ? `, ${names.length - 3} more` : ''}): nothing was kept.`,
    wrongJarsHelp:
      'The Maven repository in use may be a faulty mirror. Give a Kafka 2.5.0 that you have with --kafka-home DIR.',
    noKafka: (maven: string, archive: string) => `Kafka 2.5.0 could not be had: ${maven}; ${archive}.`,
    noMaven: 'there is no Maven (mvn) on PATH',
    mavenFailed: (why: string) => `Maven failed (${why})`,
    archiveFailed: (address: string, why: string) => `${address} could not be read (${why})`,
    archiveNamedFailed: (address: string, why: string) =>
      `LABS_KAFKA_ARCHIVE: ${address} could not be read (${why}).`,
    archiveNamedHelp: 'Give another address or file, or unset it.',
    noKafkaHelp: (address: string) =>
      `Install Maven, or get ${address} on any machine, unpack it and give the directory with --kafka-home DIR.`,
    whyNoName: 'no such host: is there a network?',
    whyRefused: 'connection refused',
    whyTimeout: 'no answer',
    whyBrokenOff: 'the connection broke off',
    whyStatus: (status: number) => `HTTP ${status}`,
    whyNoFile: 'no such file',
  },
  /** Diagnostics on any file in YAML: what is wrong, and what to write instead. */
  yaml: {
    tab: () => ({ message: 'YAML cannot be indented with a tab', instead: 'indent with two spaces' }),
    bad: (twice: boolean, said: string) => ({
      message: `this is not YAML: ${said.replace(/\s+/g, ' ')}`,
      instead: twice
        ? 'keep one of the two'
        : 'indent with two spaces a level, and put quotes around a value that holds ": ", " #" or starts with a sign',
    }),
    alias: () => ({ message: 'an alias (*name) is not understood here', instead: 'write the value out' }),
    noAnchor: (name: string) => ({
      message: `nothing before this is named &${name}`,
      instead: `write &${name} before what is meant, further up`,
    }),
    aliasInItself: (name: string) => ({
      message: `*${name} stands inside of what it names`,
      instead: 'write the value out',
    }),
    tooManyAliases: () => ({
      message: 'the aliases (*name) in this file make too much of it',
      instead: 'write the values out',
    }),
    merge: () => ({
      message: 'only names and values can be put in with <<',
      instead: 'write <<: *name, for what was named &name further up',
    }),
    key: () => ({ message: 'this key is not a plain word', instead: 'write one word before the :' }),
    unknownKey: (key: string, meant: string | null, known: readonly string[]) => ({
      message: `${quote(key)} is not known here`,
      instead: meant === null ? `known here: ${known.join(', ')}` : `did you mean ${meant}?`,
    }),
    missingKey: (key: string) => ({ message: `${key} is missing`, instead: `add ${key}: …` }),
    notAMapping: (known: readonly string[]) => ({
      message: 'a list of names and values belongs here',
      instead: `write ${known.length > 6 ? `names and values, such as ${known[0]}: …` : known.map((name) => `${name}: …`).join(', ')}, a line each`,
    }),
    notANumber: (written: string, min: number, max: number) => ({
      message: `${quote(written)} is not a number that can stand here`,
      instead: `write a whole number from ${min} to ${max}`,
    }),
    notAFlag: (written: string) => ({
      message: `${quote(written)} is neither true nor false`,
      instead: 'write true or false',
    }),
    notOneOf: (written: string, meant: string | null, known: readonly string[]) => ({
      message: `${quote(written)} is not known here`,
      instead: meant === null ? `write one of ${known.join(', ')}` : `did you mean ${meant}?`,
    }),
    notAList: (example: string) => ({
      message: 'a list belongs here',
      instead: `start each item with a hyphen, as in - ${example}`,
    }),
    noText: () => ({ message: 'text is missing here', instead: 'write it after the :' }),
  },
  /** Diagnostics on compose files: what is wrong, and what to write instead. */
  compose: {
    badVariable: (written: string) => ({
      message: `${quote(written)} is no variable`,
      instead: `write \${NAME} or \${NAME:-default}; or $$ for a $ that is meant as it stands`,
    }),
    unsetVariable: (name: string, said: string) => ({
      message: `the variable ${name} is not set${said === '' ? '' : ` (${said})`}`,
      instead: `set it (export ${name}=…), or write \${${name}:-default}`,
    }),
    notText: (written: string) => ({
      message: `${quote(written)} stands where text belongs`,
      instead: `put it in quotes: "${written}"`,
    }),
    notOneValue: () => ({ message: 'a list or more stands where text belongs', instead: 'write one text' }),
    bigNumber: (written: string) => ({
      message: `${quote(written)} is too big for a number`,
      instead: 'put its digits in quotes',
    }),
    notNamed: () => ({
      message: 'names, each with what belongs to it, belong here',
      instead: 'write NAME: and a value, a line each',
    }),
    notAList: () => ({ message: 'a list belongs here', instead: 'start each item with a hyphen' }),
    name: (written: string) => ({
      message: `${quote(written)} cannot be a name`,
      instead: 'use letters, digits, dots, hyphens and underscores',
    }),
    projectName: (written: string) => ({
      message: `${quote(written)} cannot be the name of a project`,
      instead: 'use small letters, digits, hyphens and underscores, and start with a letter or a digit',
    }),
    pair: (written: string) => ({
      message: `${quote(written)} names nothing`,
      instead: 'write NAME=value, or NAME for what the environment has',
    }),
    duration: (written: string) => ({
      message: `${quote(written)} is no duration`,
      instead: 'write numbers with the units h, m, s, ms or us, without spaces, as in 1m30s',
    }),
    bytes: (written: string) => ({
      message: `${quote(written)} is no size`,
      instead: 'write a number of bytes, or one with the unit k, m or g, as in 512m',
    }),
    port: (written: string) => ({
      message: `${quote(written)} is no port`,
      instead: 'write 9092, 9092:9092 or 127.0.0.1:9092:9092/tcp, with ports from 1 to 65535',
    }),
    portRange: (written: string) => ({
      message: `${quote(written)} is a range of ports`,
      instead: 'write each port on a line of its own',
    }),
    portHost: (written: string) => ({
      message: `${quote(written)} is not an IP address`,
      instead: 'write one, as in 127.0.0.1:9092:9092, or leave it out',
    }),
    bindMount: (written: string) => ({
      message: `${quote(written)} mounts a file or directory of this machine, which a Docker elsewhere does not have`,
      instead: 'use a named volume, as in data:/data, or copy the files into the image',
    }),
    anonymousVolume: (written: string) => ({
      message: `the volume at ${quote(written)} has no name, so nothing would find it again`,
      instead: 'give it one, as in data:/data, and name it under volumes: at the end of the file',
    }),
    volume: (written: string) => ({
      message: `${quote(written)} is no volume`,
      instead: 'write NAME:/where/it/goes, with :ro behind it for one that is only read',
    }),
    volumeType: (written: string) => ({
      message: `a volume of type ${quote(written)} is not understood here`,
      instead: 'write type: volume; or tmpfs: /where/it/goes, for one in memory',
    }),
    openQuote: (written: string) => ({
      message: `a quote or a backslash has no end in ${quote(written)}`,
      instead: 'close it, or write the command as a list',
    }),
    restart: (written: string) => ({
      message: `${quote(written)} does not say when to restart`,
      instead: 'write "no", always, unless-stopped, on-failure or on-failure:3',
    }),
    extraHost: (written: string) => ({
      message: `${quote(written)} is not a host with its address`,
      instead: 'write NAME:ADDRESS, as in my-host:10.0.0.1 or my-host:host-gateway',
    }),
    healthTest: (how: string) => ({
      message: `a health check cannot be a list that starts with ${quote(how)}`,
      instead: 'write [CMD, PROGRAM, ARGUMENT, …], [CMD-SHELL, "a command line"] or [NONE]',
    }),
    externalAndMore: () => ({
      message: 'what is external is made elsewhere, and has only a name here',
      instead: 'leave out everything but external and name',
    }),
    nothingToRun: (service: string) => ({
      message: `nothing says what ${service} runs`,
      instead: 'add image: or build:',
    }),
    remoteContext: () => ({
      message: 'an image cannot be built from an address here',
      instead: 'write the path of a directory',
    }),
    memoryTwice: () => ({
      message: 'mem_limit and deploy.resources.limits.memory differ',
      instead: 'keep one of the two',
    }),
    unknownService: (name: string, meant: string | null) => ({
      message: `there is no service ${quote(name)}`,
      instead: meant === null ? 'write the name of a service of this file' : `did you mean ${meant}?`,
    }),
    inactiveService: (name: string, profiles: readonly string[]) => ({
      message: `the service ${name} is not run, as its profile (${profiles.join(', ')}) is not active`,
      instead: 'give both the same profiles',
    }),
    unknownNetwork: (name: string) => ({
      message: `there is no network ${quote(name)}`,
      instead: `add ${name}: under networks: at the end of the file`,
    }),
    unknownVolume: (name: string) => ({
      message: `there is no volume ${quote(name)}`,
      instead: `add ${name}: under volumes: at the end of the file`,
    }),
    cycle: (path: readonly string[]) => ({
      message: `these services wait for each other: ${path.join(' → ')}`,
      instead: 'take one of them out of depends_on',
    }),
    twoBuilds: (image: string, other: string) => ({
      message: `${other} builds ${image} too, in another way`,
      instead: 'build both in the same way, or give one another image:',
    }),
  },
  /** Diagnostics on lab.md and answers.yml: what is wrong, and what to write instead. */
  lab: {
    noFile: () => ({ message: 'the file is not there', instead: 'write it, as the other labs have it' }),
    place: () => ({
      message: 'a lab lives in a directory that has its number and its name',
      instead: 'put it in labs/N-name/lab.md, as in labs/3-topics/lab.md',
    }),
    noFrontMatter: () => ({
      message: 'the file does not start with its title and minutes',
      instead: 'start it with the four lines ---, title: Topics, minutes: 20, ---',
    }),
    openFrontMatter: () => ({
      message: 'the front matter has no end',
      instead: 'write a line --- after title and minutes',
    }),
    noSteps: () => ({
      message: 'the lab has no step',
      instead: 'start one with ## What to do {#what-to-do}',
    }),
    wrongHeading: (level: number) => ({
      message: `a heading of level ${level}: the lab has its title in the front matter, and its steps are of level 2`,
      instead: 'write ## for a step, ### for a part of one',
    }),
    underlined: () => ({
      message: 'a line of --- or === right under text makes that text a heading',
      instead: 'write ## for a step; for a line across the page put an empty line before ---',
    }),
    noTitle: () => ({
      message: 'this step has no title',
      instead: 'write ## What to do {#what-to-do}',
    }),
    noId: (title: string, id: string) => ({
      message: 'this step has no id',
      instead: `write ## ${title} {#${id}}`,
    }),
    badId: (id: string, better: string) => ({
      message: `${quote(id)} is not an id: an id is made of small letters, digits and single hyphens, and starts with a letter`,
      instead: `write {#${better}}`,
    }),
    sameId: (id: string, line: number) => ({
      message: `the step on line ${line} has the id ${id} already`,
      instead: 'give this one an id of its own',
    }),
    nothingToDo: (id: string) => ({
      message: `nothing says when step ${id} is done`,
      instead: 'add a fence ```yaml check, or ```yaml question where the command changes nothing',
    }),
    bothTasks: (id: string) => ({
      message: `step ${id} has a check and a question`,
      instead: 'make two steps of it',
    }),
    twoQuestions: (id: string) => ({
      message: `step ${id} has a second question`,
      instead: 'make two steps of it',
    }),
    unknownFence: (info: string, meant: string | null) => ({
      message: `a fence ${quote(info)} means nothing here`,
      instead:
        meant === null
          ? 'write bash run (endless, beside, instance), text type, yaml check or yaml question; or one word, for a fence that is only shown'
          : `did you mean ${meant}?`,
    }),
    openFence: (fence: string) => ({
      message: 'this fence is never closed',
      instead: `write ${fence} on a line of its own after its last line`,
    }),
    fenceInside: (fence: string, line: number) => ({
      message: `a fence begins inside the one of line ${line}, which is still open`,
      instead: `write ${fence} on a line of its own before this one`,
    }),
    nestedFence: (info: string) => ({
      message: `a fence ${info} stands inside a list or a quote`,
      instead: 'move it to the left margin, outside of both',
    }),
    emptyFence: (info: string) => ({
      message: `this fence ${info} is empty`,
      instead: 'fill it in, or take it out',
    }),
    outsideStep: (what: string) => ({
      message: `${what} stands before the first step`,
      instead: 'move it below a heading ## What to do {#what-to-do}',
    }),
    emptyHint: () => ({
      message: 'this hint is empty',
      instead: 'write its text on the lines after > [!TIP], each behind a >',
    }),
    hintOnOneLine: (word: string) => ({
      message: `${word} has text beside it`,
      instead: `write > ${word} on a line of its own, and the text on the next ones`,
    }),
    hintInHint: () => ({
      message: 'a second hint begins inside the first',
      instead: 'put an empty line between two hints',
    }),
    unknownAlert: (word: string, meant: string | null) => ({
      message: `${quote(`[!${word}]`)} is no kind of note`,
      instead: `${meant === null ? 'write' : 'did you mean'} [!${meant ?? 'TIP'}]${meant === null ? ' for a hint, [!NOTE] or [!WARNING] for what is always shown' : '?'}`,
    }),
    prompt: () => ({
      message: 'the command has a prompt in front',
      instead: 'write only what is typed, as the fence is run as it stands',
    }),
    continuationPrompt: () => ({
      message:
        'the line has the prompt > of a continued command in front, which bash would take for a redirection',
      instead: 'write only what is typed',
    }),
    smartQuote: (mark: string, plain: string) => ({
      message: `the command holds ${mark}, which is not a quote to bash`,
      instead: `write ${plain}`,
    }),
    longDash: (mark: string) => ({
      message: `the command holds an option that begins with ${mark}`,
      instead: 'write -- or -',
    }),
    oddSpace: () => ({
      message: 'the command holds a space that is not a plain one',
      instead: 'write a plain space',
    }),
    tab: () => ({
      message: 'the command holds a tab, at which a terminal would complete a name',
      instead: "write spaces, or $'\\t' where a tab is meant",
    }),
    spaceAfterBackslash: () => ({
      message: 'a space after \\ ends the command here',
      instead: 'let \\ be the last character of its line',
    }),
    lastBackslash: () => ({
      message: 'the last line ends in \\, so bash would wait for one more',
      instead: 'take the \\ away',
    }),
    typedPrompt: () => ({
      message: 'the line has the prompt > of the program in front',
      instead: 'write only what is typed, as these lines are typed as they stand',
    }),
    typedNowhere: () => ({
      message: 'nothing above this takes what is typed',
      instead:
        'put it directly below a fence ```bash run or ```bash run endless, with nothing between the two',
    }),
    twoBeside: () => ({
      message: 'a second command beside: a step has one second terminal',
      instead: 'make two steps of it, or let one of them end by itself',
    }),
    twoEndless: () => ({
      message: 'a second command that is endless, which would wait for the first one to end',
      instead: 'make it ```bash run beside, or a step of its own',
    }),
    besidesEndless: (line: number) => ({
      message: `this command stands beside the endless one of line ${line}`,
      instead: 'make two steps of it, so that each does one thing',
    }),
    badNeed: (written: string) => ({
      message: `${quote(written)} does not name a step of another lab`,
      instead: 'write the slug of the lab and the id of the step, as in topics/create-topic',
    }),
    needsUnknownLab: (slug: string, meant: string | null) => ({
      message: `there is no lab ${quote(slug)}`,
      instead: meant === null ? 'use the slug of an earlier lab, as in topics' : `did you mean ${meant}?`,
    }),
    needsUnknownStep: (slug: string, step: string, meant: string | null) => ({
      message: `lab ${slug} has no step ${quote(step)}`,
      instead: meant === null ? 'use the id of one of its steps' : `did you mean ${slug}/${meant}?`,
    }),
    needsLaterLab: (slug: string) => ({
      message: `lab ${slug} comes later than this one, or is this one`,
      instead: 'name a step of an earlier lab',
    }),
    needsTwice: (slug: string, step: string) => ({
      message: `${slug}/${step} is named twice`,
      instead: 'take one of them out',
    }),
    typeForAnswer: (key: string) => ({
      message: `${key} goes with a command`,
      instead: 'write it beside run: …',
    }),
    besideWithoutReady: () => ({
      message: 'nothing says when the second terminal is ready to be looked at',
      instead: 'add ready: [ { group: …, members: 1 } ], or [ { shows: … } ]',
    }),
    readyWithoutBeside: () => ({
      message: 'ready goes with a command in a second terminal',
      instead: 'take it out, or add beside: …',
    }),
    notTyped: () => ({
      message: 'this is no list of lines to type',
      instead: 'write type: [first, second]',
    }),
    notAText: () => ({
      message: 'this is not a line of text',
      instead: 'write one line, in quotes where it holds a sign of YAML',
    }),
    noUntil: (id: string) => ({
      message: `nothing says when the endless command of ${id} has shown what it is to show`,
      instead: `add until: [ { shows: … } ] to ${id} in answers.yml, as a question has no checks to go by`,
    }),
    noReady: (id: string) => ({
      message: `nothing says when the second terminal of ${id} is ready to be looked at`,
      instead: `add ready: [ { group: …, members: 1 } ] to ${id} in answers.yml, or [ { shows: … } ]`,
    }),
    untilWithoutEndless: (id: string) => ({
      message: `step ${id} shows no endless command, so until says nothing`,
      instead: 'take it out, or make the fence ```bash run endless',
    }),
    readyWithoutShown: (id: string) => ({
      message: `step ${id} shows no command in a second terminal, so ready says nothing`,
      instead: 'take it out, or make the fence ```bash run beside',
    }),
    notATopic: (name: string) => ({
      message: `${quote(name)} cannot be the name of a topic`,
      instead: 'use up to 249 letters, digits, dots, underscores and hyphens',
    }),
    notAConfig: () => ({
      message: 'config is no list of names and values',
      instead: 'write it as config: { retention.ms: 172800000 }',
    }),
    notAPath: (path: string) => ({
      message: `${quote(path)} does not lie in the workbench`,
      instead: 'write a path from the directory where commands run, without ..',
    }),
    notPairs: () => ({
      message: 'pairs is no list of keys and values',
      instead: 'write it as pairs: { key1: no1, key2: [no2, no5] }',
    }),
    notAnOffset: () => ({
      message: 'this is neither an offset nor the end',
      instead: 'write a number from 0 on, or end',
    }),
    notAMode: () => ({
      message: 'this is not a mode',
      instead: "write three octal digits in quotes: mode: '400'",
    }),
    notVariables: () => ({
      message: 'this is not a mapping of variables to values',
      instead: 'write, for example, { KAFKA_HEAP_OPTS: "-Xmx400m -Xms400m" }',
    }),
    notAHeap: (written: string) => ({
      message: `${quote(written)} is not a heap size`,
      instead: 'write a whole number and k, m or g: 400m',
    }),
    notAnAddress: (written: string) => ({
      message: `${quote(written)} is not an address`,
      instead: 'write host:port',
    }),
    sessionNeedsVariable: () => ({
      message: 'a session is asked about nothing',
      instead:
        'say what it has (has: { NAME: value }), or, of another one, which variable it lacks (lacks: NAME)',
    }),
    sessionOther: () => ({
      message: 'another session is asked for what it lacks, and this or a new one for what it has',
      instead: 'take the other one out',
    }),
    onceForNew: () => ({
      message: 'once is about the start-up files, and so about a new session',
      instead: 'take it out, or write session: new',
    }),
    notProperties: () => ({
      message: 'set is no list of properties and their values',
      instead: 'write it as set: { broker.id: 1 }',
    }),
    otherWorld: (kind: string, on: string) => ({
      message: `${kind} can't be told in this lab, which happens on ${on === 'cluster' ? 'a cluster' : 'the instance'}`,
      instead: `use another one, or set on: ${on === 'cluster' ? 'instance' : 'cluster'} in the front matter`,
    }),
    elsewhereOnCluster: () => ({
      message: 'a command for the instance, in a lab that happens on a cluster',
      instead: 'take the word instance out of the fence, or set on: computer in the front matter',
    }),
    whereOnCluster: () => ({
      message: 'a command for the instance, in a lab that happens on a cluster',
      instead: 'take where: instance away',
    }),
    groupNeedsTopic: () => ({
      message: 'committed and lag are about a topic, and none is named',
      instead: 'add topic: and its name',
    }),
    noKind: (known: readonly string[]) => ({
      message: 'nothing here says what is looked at',
      instead: `known kinds: ${known.join(', ')}`,
    }),
    unknownKind: (kind: string, meant: string | null, known: readonly string[]) => ({
      message: `${quote(kind)} is not a kind that is known`,
      instead: meant === null ? `known kinds: ${known.join(', ')}` : `did you mean ${meant}?`,
    }),
    twoKinds: (first: string, second: string) => ({
      message: `${first} and ${second} are two kinds in one`,
      instead: 'make two of it',
    }),
    unknownStep: (id: string, meant: string | null) => ({
      message: `lab.md has no step ${quote(id)}`,
      instead: meant === null ? 'use the id of a step, without {#}' : `did you mean ${meant}?`,
    }),
    noWay: () => ({
      message: 'this is not a way through a step',
      instead: 'write { run: "a command" }, or { answer: "an answer" } for a question',
    }),
    runForQuestion: () => ({
      message: 'the step asks a question, and this is a command',
      instead: 'write { answer: "…" }',
    }),
    answerForWork: () => ({
      message: 'the step asks no question, and this is an answer',
      instead: 'write { run: "…" }',
    }),
    noSolution: (id: string) => ({
      message: `nothing says how step ${id} is done: lab.md shows no command that does it`,
      instead: `add ${id} with solve: { run: "…" }, or { answer: "…" } for a question`,
    }),
    fewWrong: (id: string, count: number, wanted: number) => ({
      message: `step ${id} has ${count} wrong ${count === 1 ? 'way' : 'ways'}`,
      instead: `give at least ${wanted}, each with the words the learner then reads`,
    }),
    fewRight: (id: string) => ({
      message: `step ${id} has no other right way`,
      instead: 'give at least one under also-right',
    }),
    fewHints: (id: string, count: number, wanted: number) => ({
      message: `step ${id} has ${count} ${count === 1 ? 'hint' : 'hints'}`,
      instead: `give at least ${wanted}, each in a > [!TIP] of its own`,
    }),
    sameWay: (id: string) => ({
      message: `step ${id} has the same way twice`,
      instead: 'take one of them out, or make it another way',
    }),
    rightAndWrong: (id: string) => ({
      message: `step ${id} has one way as right and as wrong`,
      instead: 'decide which it is',
    }),
    noChallenge: () => ({
      message: 'the lab does not end with a challenge',
      instead: 'let the last step have an id that starts with challenge, and no command',
    }),
    challengeShown: () => ({
      message: 'the challenge shows a command',
      instead: 'tell the goal only; the solution belongs in answers.yml',
    }),
    challengeTold: () => ({
      message: 'the solution of the challenge stands in lab.md',
      instead: 'keep it in answers.yml only',
    }),
    otherBroker: (address: string, wanted: string) => ({
      message: `the command goes to ${address}, which is not there in the workbench`,
      instead: `write ${wanted}`,
    }),
    sleeps: () => ({
      message: 'the command waits for a time',
      instead:
        "let it run, with until: for what it waits for; or use the tool's own --timeout-ms or --max-messages",
    }),
    badFile: (first: string, others: number) => (others === 0 ? first : `${first} (and ${others} more)`),
    badFileHelp: (lab: number) => `labs dev check ${lab} lists all that is wrong with the files of this lab`,
    noCourse: (dir: string) => `there are no labs in ${dir}`,
    noCourseHelp: 'a course is a directory of labs, each in a directory N-name with a lab.md',
    unreadable: (file: string, code: string) => `${file} cannot be read (${code})`,
    unknownLab: (text: string) => `there is no lab ${quote(text)}`,
    unknownLabHelp: (meant: string | null, labs: readonly string[]) =>
      meant === null ? `the labs are ${labs.join(', ')}` : `did you mean ${meant}?`,
  },
  /** What a check saw, and help for the near miss. */
  check: {
    topicNotThereYet: (topic: string) => `topic ${topic} is not there yet`,
    topicNotThere: (topic: string) => `topic ${topic} is not there`,
    mistypedTopic: (wanted: string, near: string, bootstrap: string) =>
      `there is a topic ${near}: was that meant to be ${wanted}? Create ${wanted}, and remove the other with ` +
      `kafka-topics.sh --bootstrap-server ${bootstrap} --delete --topic ${near}`,
    collidingTopic: (wanted: string, near: string, bootstrap: string) =>
      `there is a topic ${near}, and as long as it is there, ${wanted} is refused. Remove it with ` +
      `kafka-topics.sh --bootstrap-server ${bootstrap} --delete --topic ${near}, and then create ${wanted}`,
    noLeaderYet: (topic: string) => `${topic} is there, but has no leader yet`,
    topicIsRight: (topic: string) => `topic ${topic} is as it should be`,
    partitions: (topic: string, have: number, want: number) =>
      `${topic} has ${count(have, 'partition')}, want ${want}`,
    addPartitions: (topic: string, want: number, bootstrap: string) =>
      `partitions can be added: kafka-topics.sh --bootstrap-server ${bootstrap} --alter --topic ${topic} --partitions ${want}`,
    recreateForFewerPartitions: (topic: string, bootstrap: string) =>
      `partitions can't be taken away again: delete the topic and create it anew ` +
      `(kafka-topics.sh --bootstrap-server ${bootstrap} --delete --topic ${topic})`,
    replicationFactor: (topic: string, have: number, want: number) =>
      `${topic} has replication factor ${have}, want ${want}`,
    recreateForReplication: (topic: string, bootstrap: string) =>
      `delete the topic and create it anew (kafka-topics.sh --bootstrap-server ${bootstrap} --delete --topic ${topic})`,
    configNotSet: (topic: string, name: string, want: string) =>
      `${topic} has no ${name} of its own, want ${want}`,
    configDiffers: (topic: string, name: string, have: string, want: string) =>
      `${topic} has ${name}=${have}, want ${want}`,
    setConfig: (topic: string, name: string, want: string, bootstrap: string) =>
      `a config can be changed while the topic lives: kafka-configs.sh --bootstrap-server ${bootstrap} ` +
      `--entity-type topics --entity-name ${topic} --alter --add-config ${name}=${want}`,
    configOnOther: (topic: string, name: string, want: string, other: string) =>
      `${other} has ${name}=${want}: was that meant for ${topic}?`,
    notAnsweredYet: 'not answered yet',
    answerIsRight: (answer: string) => `${answer} is right`,
    answerIsWrong: (answer: string, on: 'cluster' | 'instance') => `${answer} is not what the ${on} says`,
    notANumber: (answer: string) => `"${answer}" is not a number`,
    askedAboutMissing: (what: string) => `${what}, which is asked about, is not there`,
    unsettled: (what: string) => `${what} is still being settled`,
    theTopic: (topic: string) => `topic ${topic}`,
    thePartition: (topic: string, partition: number) => `partition ${partition} of ${topic}`,
    theLeader: (topic: string) => `the leader of ${topic}`,
    theConfig: (name: string) => `the option ${name}`,
    theRecord: (topic: string, partition: number, offset: number) =>
      `offset ${offset} of partition ${partition} of ${topic}`,
    anyRecord: (topic: string) => `a record in ${topic}`,
    recordWithKey: (topic: string, key: string) => `a record with the key ${quote(key)} in ${topic}`,
    recordWithValue: (topic: string, value: string) => `the value ${quote(value)} in ${topic}`,
    theGroup: (group: string) => `group ${group}`,
    aMember: (group: string) => `an active member of ${group}`,
    commitOf: (group: string, topic: string) => `what ${group} has committed on ${topic}`,
    atLeast: (number: number) => `at least ${number}`,
    recordsAreRight: (topic: string, total: number) =>
      `${topic} holds ${count(total, 'record')}, as it should`,
    noRecordsYet: (topic: string) => `${topic} holds no records yet`,
    noRecords: (topic: string) => `${topic} holds no records`,
    recordCount: (topic: string, have: number, want: string) =>
      `${topic} holds ${count(have, 'record')}, want ${want}`,
    tooManyRecords: (topic: string) =>
      `records can't be taken out one by one: delete ${topic} and create it anew, or start over with labs reset`,
    withoutKey: (topic: string, without: number, total: number) =>
      `${without} of ${count(total, 'record')} in ${topic} ${without === 1 ? 'has' : 'have'} no key`,
    withKey: (topic: string, withKey: number, total: number) =>
      `${withKey} of ${count(total, 'record')} in ${topic} ${withKey === 1 ? 'has' : 'have'} a key, want none`,
    keysInValues: (value: string) =>
      `the key went into the value (${quote(value)}): the producer takes it apart only with ` +
      `--property "parse.key=true", and with --property "key.separator=…" naming the character that stands between`,
    keysMissing:
      'without --property "parse.key=true" the console producer sends what is typed as the value, and no key; ' +
      'the verifiable producer has keys with --repeating-keys',
    keysNotWanted: (topic: string) =>
      `leave --property "parse.key=true" out: then all that is typed is the value. What is there stays, so delete ` +
      `${topic} and create it anew first, or start over with labs reset`,
    otherKey: (value: string, have: string, want: string) =>
      `${quote(value)} is there under the key ${quote(have)}: send it under ${quote(want)}`,
    valuesMissing: (topic: string, values: readonly string[]) => `${topic} has no value ${someOf(values)}`,
    pairsMissing: (topic: string, key: string, values: readonly string[]) =>
      `${topic} has no ${someOf(values)} under the key ${quote(key)}`,
    onSeveral: (topic: string, partitions: number) =>
      `the values in ${topic} are spread over ${partitions} partitions`,
    onSeveralHelp:
      'order is kept within one partition only: a topic with 1 partition keeps that of all its records',
    otherOrder: (topic: string, values: readonly string[]) =>
      `the values in ${topic} stand in another order than ${values.join(', ')}`,
    otherOrderHelp: 'send them once more, in the right order: what was there before does not matter',
    keyOtherOrder: (topic: string, key: string, values: readonly string[]) =>
      `the values under ${quote(key)} in ${topic} stand in another order than ${values.join(', ')}`,
    keySpread: (topic: string, key: string, partitions: readonly number[]) =>
      `the key ${quote(key)} in ${topic} is on partitions ${partitions.join(' and ')}, want one`,
    keySpreadHelp: (topic: string) =>
      `a key keeps its partition as long as the number of partitions and the producer's partitioner stay what they are. ` +
      `Delete ${topic} and create it anew, or start over with labs reset`,
    notUtf8:
      'what was sent is not UTF-8: locale shows how your terminal is set, and LC_CTYPE should end in UTF-8',
    valueNearly: (want: string, have: string) =>
      `there is ${quoteValue(have)}, which is not quite ${quoteValue(want)}: capitals, quotes and blanks count`,
    valueIsKey: (value: string) =>
      `${quote(value)} is there as a key: what stands in front of the separator is the key, and what is behind it the value`,
    autoCreated: (wanted: string, near: string, bootstrap: string) =>
      `${near} holds records: a producer creates a topic that is not there, so a mistyped name goes unnoticed. ` +
      `Send them again to ${wanted}, and remove the other with ` +
      `kafka-topics.sh --bootstrap-server ${bootstrap} --delete --topic ${near}`,
    recordsOnOther: (value: string, other: string, wanted: string) =>
      `${quote(value)} is in ${other}: send it to ${wanted}`,
    noPartition: (topic: string, partition: number, have: number) =>
      `${topic} has no partition ${partition}: it has ${have}, counted from 0`,
    offsetsAreRight: (
      topic: string,
      partition: number,
      { lowWatermark, endOffset }: { readonly lowWatermark: bigint; readonly endOffset: bigint },
    ) =>
      lowWatermark === endOffset
        ? `partition ${partition} of ${topic} is empty, and ends at offset ${endOffset}, as it should`
        : `partition ${partition} of ${topic} reaches from offset ${lowWatermark} to ${endOffset}, as it should`,
    endOffset: (topic: string, partition: number, have: bigint, want: string) =>
      `partition ${partition} of ${topic} ends at offset ${have}, want ${want}`,
    nothingDeleted: (topic: string, partition: number, want: bigint) =>
      `nothing is deleted from partition ${partition} of ${topic}: its low watermark is 0, want ${want}`,
    deletedElsewhere: (other: number, want: number) =>
      `partition ${other} had records deleted: "partition" in the JSON file must be ${want}`,
    neverHeld: (topic: string, partition: number) =>
      `partition ${partition} of ${topic} has never held anything: its offsets begin at 0`,
    stillHolds: (topic: string, partition: number, low: bigint, end: bigint) =>
      `partition ${partition} of ${topic} still holds ${count(Number(end - low), 'record')} ` +
      `(${end - low === 1n ? `offset ${low}` : `offsets ${low} to ${end - 1n}`}), want none`,
    lowWatermark: (topic: string, partition: number, have: bigint, want: bigint) =>
      `the low watermark of partition ${partition} of ${topic} is ${have}, want ${want}`,
    deletedTooLittle: (want: bigint) =>
      `the offset in the JSON file is that of the first record that stays: ${want} deletes up to ${want - 1n}`,
    deletedTooMuch: (topic: string, want: bigint, have: bigint) =>
      `the offset in the JSON file is that of the first record that stays: ${want}, not ${have}. What is deleted does ` +
      `not come back: delete ${topic}, create and fill it again, or start over with labs reset`,
    groupIsRight: (
      group: string,
      place: { readonly topic: string; readonly committed: bigint | null; readonly lag: bigint } | null,
    ) =>
      place?.committed == null
        ? `group ${group} is as it should be`
        : `group ${group} has committed ${place.committed} on ${place.topic}, lag ${place.lag}, as it should be`,
    groupNotThereYet: (group: string) => `group ${group} is not there yet`,
    groupNotThere: (group: string) => `group ${group} is not there`,
    mistypedGroup: (wanted: string, near: string) =>
      `there is a group ${near}: was that meant to be ${wanted}?`,
    namelessGroup: (wanted: string, nameless: string) =>
      `${nameless} is reading: a console consumer without --group makes up a group of its own. ` +
      `End it with Ctrl-C, and start it with --group ${wanted}`,
    rebalancing: (group: string) => `group ${group} is just sharing out its partitions`,
    stillActive: (group: string, members: number) =>
      `group ${group} still has ${count(members, 'active member')}, want none`,
    stillActiveHelp: (clientId: string) => `end it with Ctrl-C in its terminal: it calls itself ${clientId}`,
    noMember: (group: string) => `group ${group} has no active member`,
    noMemberHelp: 'start a consumer with this group in a second terminal, and leave it running',
    memberCount: (group: string, have: number, want: number) =>
      `group ${group} has ${count(have, 'active member')}, want ${want}`,
    nothingCommitted: (group: string, topic: string) =>
      `group ${group} has committed nothing on ${topic} yet`,
    commitsBack:
      'commits can be moved back while nobody in the group reads: kafka-consumer-groups.sh with --reset-offsets, and with --execute',
    commitHelp:
      'a console consumer commits every 5 seconds, a verifiable one after each batch, and both when they are ended with Ctrl-C',
    nothingToRead: (topic: string) => `there is nothing more to read in ${topic}: send more records to it`,
    committedOnOther: (group: string, other: string, wanted: string) =>
      `${group} has committed on ${other}: consume ${wanted} with it`,
    committed: (group: string, topic: string, have: bigint, want: string) =>
      `group ${group} has committed ${have} on ${topic}, want ${want}`,
    lag: (group: string, topic: string, have: bigint, want: string) =>
      `group ${group} has a lag of ${have} on ${topic}, want ${want}`,
    consumeOn: (group: string, topic: string, bootstrap: string) =>
      `let it read on: kafka-console-consumer.sh --bootstrap-server ${bootstrap} --topic ${topic} --group ${group}, ` +
      `and Ctrl-C once it has caught up`,
    lagTooSmall: (topic: string) => `produce more to ${topic} while nobody reads it`,
    lagEatenUp: (group: string) => `a member of ${group} reads along: end it with Ctrl-C, then produce`,
    fileIsRight: (file: string) => `${file} says what it should`,
    hasMode: (file: string, mode: string) => `${file} has mode ${mode}`,
    otherMode: (file: string, mode: string, want: string) => `${file} has mode ${mode}, want ${want}`,
    otherModeHelp: (file: string, have: string, want: string) => {
      const fix = `chmod ${want} ${file}`
      if (!/00$/.test(have))
        return `ssh refuses a private key that others can read ("permissions are too open"): ${fix}`
      return /^[4567]/.test(have)
        ? `ssh would take it so; a key that nobody is to change is better off read-only: ${fix}`
        : `you can't read it yourself so: ${fix}`
    },
    unreadableFile: (file: string, mode: string) => `${file} can't be read: it has mode ${mode}`,
    noFileYet: (file: string) => `there is no file ${file} yet`,
    noFileHelp: 'the lab begins with it: labs reset brings all of its beginning back',
    noJson: (file: string, line: number, column: number) =>
      `${file} is no JSON: line ${line}, column ${column}`,
    jsonFault: (
      fault: 'trailing-comma' | 'missing-comma' | 'quotes' | 'comment' | 'unclosed' | 'empty' | 'other',
    ) =>
      ({
        'trailing-comma': 'there is a comma with nothing behind it: take it away',
        'missing-comma': 'a comma is missing between two parts',
        quotes:
          'names and texts stand in straight double quotes, "topic", and nothing else but numbers stands bare',
        comment: 'JSON has no comments',
        unclosed: 'a bracket, a brace or a quote that was opened is not closed',
        empty: 'the file is empty',
        other: 'look at what stands right before that place',
      })[fault],
    jsonMissing: (file: string, path: string, want: string) =>
      `${file} lacks ${path === '' ? 'what it should say' : path}, want ${want}`,
    jsonDiffers: (file: string, path: string, have: string, want: string | null) =>
      `${file} has ${path === '' ? '' : `${path} = `}${have}, want ${want ?? 'nothing there'}`,
    jsonQuotedNumber: 'a number stands without quotes',
    jsonList: 'a list stands in [ and ]',
    jsonKey: (have: string, want: string) => `there is ${quote(have)}: was that meant to be ${quote(want)}?`,
    unreadable: (topic: string) =>
      `the records of ${topic} can't be looked into: they are compressed with another codec than gzip`,
    stoppedAnswering: 'the broker stopped answering',
  },
  /** The cluster: starting, stopping, finding it again. */
  engine: {
    badEngine: (name: string) => `LABS_ENGINE is no engine: ${quote(name)}`,
    badEngineHelp: 'set it to auto, docker or local',
    notOnDocker: (reason: string) =>
      `Docker can't be used, so the cluster runs on this machine itself: ${reason}`,
    why: (kind: 'asked' | 'last-used' | 'answers' | 'no-docker') =>
      ({
        asked: 'LABS_ENGINE or --engine asks for it',
        'last-used': 'your cluster is there',
        answers: 'a Docker answers',
        'no-docker': 'there is no Docker to use',
      })[kind],
    waitingForOther: 'another labs is starting or stopping this cluster; waiting for it',
    startingServices: 'Starting ZooKeeper and the broker',
    silent: 'The broker does not answer; starting it again',
    warmingTools: 'Preparing the tools for a quick start (once)',
    savingArchive: 'Stopping; saving what makes the next start quick (once)',
    died: (service: string, line: string) => `${service} ended while it was starting: ${line}`,
    diedHelp: 'labs doctor looks at Java, ports, disk and the Kafka home',
    notReady: (seconds: number) => `the cluster did not answer within ${seconds} s`,
    stopping: 'Stopping',
    stopped: (what: readonly ('cluster' | 'instance')[]) =>
      `The ${what.join(' and the ')} ${what.length > 1 ? 'are' : 'is'} stopped and ${what.length > 1 ? 'their' : 'its'} data removed. Your progress is kept: labs start brings back what you had made.`,
    nothingToStop: 'Nothing was running.',
    notRunning: 'no cluster is running',
    notRunningHelp: 'labs start starts one',
    otherCluster: (port: number) => `another Kafka cluster answers on port ${port}, not this one`,
    downServices: (
      services: readonly {
        readonly service: string
        readonly state: 'running' | 'paused' | 'ended'
        readonly outOfMemory: boolean
      }[],
    ) => {
      const named = (down: typeof services) => down.map(({ service }) => service).join(', ')
      const paused = services.filter(({ state }) => state === 'paused')
      const hungry = services.filter(({ outOfMemory }) => outOfMemory)
      const ended = services.filter((each) => !paused.includes(each) && !hungry.includes(each))
      return [
        ...(ended.length > 0 ? [`not running any more: ${named(ended)}`] : []),
        ...(hungry.length > 0 ? [`ended, since its container was out of memory: ${named(hungry)}`] : []),
        ...(paused.length > 0 ? [`paused: ${named(paused)}`] : []),
      ].join('; ')
    },
    gone: 'the cluster is not there any more: somebody took it away',
    noAnswer: (port: number) => `the broker runs, but does not answer on port ${port}`,
    restartHelp: 'labs start brings it back with all its topics; labs logs shows its last words',
  },
  /** Finding and reaching a Docker daemon. */
  docker: {
    badCompose: (file: string) => `${file} can't be run`,
    badComposeHelp: 'this file came with labs: put it back, or mend the lines named',
    badPort: (text: string) => `LABS_KAFKA_PORT=${text} can't be the broker's port`,
    badPortHelp: 'a number from 1 to 65535 but 9092, which the broker has inside its stack',
    portTaken: (port: number) => `port ${port} of Docker's machine is taken by another program`,
    portTakenHelp: 'stop that program, or leave LABS_KAFKA_PORT out, and another port is chosen',
    cannotBind: (address: string) =>
      `${address} is not an address of Docker's machine, so no port can be bound there`,
    cannotBindHelp: 'set LABS_BIND to one that it has (0.0.0.0: all of them, open to the network)',
    diskFull: "the daemon's disk is full",
    building: 'Building the image (once)',
    waitingForBuild: 'another labs is building the image; waiting for it',
    buildFailed: (reason: string) => `the image could not be built: ${reason}`,
    buildFailedHelp:
      'mend what its last lines say, and start again; labs start --engine local needs no image',
    pulling: (image: string) => `Fetching ${image}`,
    pullFailed: (image: string, reason: string) => `the image ${image} could not be fetched: ${reason}`,
    pullFailedHelp: 'see whether docker pull of it works; it may need docker login, or a network',
    diskFullHelp: 'docker system df shows what has it, docker system prune frees some',
    missingPart: (what: 'network' | 'volume', name: string) =>
      `the ${what} ${name} is external, and is not there`,
    missingPartHelp: 'make it first, or let the compose file make one of its own',
    unhealthy: (service: string) => `${service} runs, but its health check fails`,
    ended: (service: string, exit: number) =>
      `${service} ended while others waited for it (exit code ${exit})`,
    conditionLate: (service: string, seconds: number) => `${service} was not ready within ${seconds} s`,
    seeLogs: (service: string) => `labs logs ${service} shows its last words; labs doctor looks at Docker`,
    seeDockerLogs: (container: string) => `docker logs ${container} shows its last words`,
    outOfMemory: 'its container was out of memory',
    outOfMemoryHelp: 'labs start again; a smaller heap needs less (LABS_KAFKA_HEAP_OPTS)',
    noWorkbench: (state: string) => `the workbench's container is ${state}`,
    lost: 'the workbench has ended, and with it its shell',
    ofContext: (name: string, file: string) => `Docker's context ${name} (${file})`,
    badHost: (source: string, text: string) =>
      `${source} names no Docker daemon: ${quote(text.replace(/\/\/[^/]*@/, '//…@'))}.`,
    badHostHelp:
      'Write unix:///PATH, tcp://HOST:PORT or ssh://USER@HOST; or unset it, for the Docker of this machine.',
    pipe: (source: string, text: string) =>
      `${source} names a pipe of Windows, and this is another system: ${text}.`,
    pipeHelp: 'Write unix:///PATH, tcp://HOST:PORT or ssh://USER@HOST.',
    password: (source: string) => `${source} holds a user or a password that cannot be used.`,
    path: (source: string, text: string) => `${source} has a path that cannot be used: ${text}.`,
    badFile: (file: string) => `${file} is not what Docker writes there.`,
    badConfigHelp:
      'Mend it, or move it away: the docker command line makes it anew. DOCKER_HOST goes before it.',
    badContextHelp: (name: string) =>
      `Make the context anew (docker context rm ${name}, docker context create …), or set DOCKER_HOST.`,
    unreadable: (file: string, code: string) => `${file} can't be read (${code}).`,
    unreadableHelp: 'Give yourself the right to read it, or let DOCKER_CONFIG name another directory.',
    noContext: (name: string, file: string) => `Docker has no context ${name}: there is no ${file}.`,
    noContextHelp:
      'docker context ls lists them, docker context use default goes back to this machine; DOCKER_CONTEXT goes before both.',
    noCertificate: (file: string) => `A certificate for Docker is missing: there is no ${file}.`,
    noCertificateHelp:
      'Put it there, or let DOCKER_CERT_PATH name the directory that has ca.pem, cert.pem and key.pem.',
    absent: (url: string) => `No Docker answers at ${url}.`,
    startLinux:
      'Start it (sudo systemctl start docker), or install it: your package manager has it as docker.io, docker or docker-ce.',
    startDesktop: 'Start Docker Desktop, OrbStack or Colima, or install one of them.',
    startThere: (host: string) => `Start Docker on ${host}, and let it listen there.`,
    absentBySsh: (host: string, said: string) =>
      `There is no running Docker on ${host}${said === '' ? '' : `: ${said}`}.`,
    absentBySshHelp: (host: string) =>
      `Install docker there, and start it: ssh ${host} docker version must work.`,
    forbidden: (url: string) => `You may not use the Docker at ${url}.`,
    forbiddenHelp:
      'Join the group docker (sudo usermod -aG docker $USER, then log in anew), which makes you as good as root; or use a rootless Docker.',
    forbiddenBySsh: (host: string) => `On ${host}, you may not use Docker.`,
    forbiddenBySshHelp: (host: string) =>
      `Join the group docker there: ssh ${host} docker version must work without sudo.`,
    silent: (url: string) => `Something takes connections at ${url}, and does not answer.`,
    silentHelp: 'If Docker is just starting, wait for it (docker version answers then); else start it anew.',
    unreachable: (url: string, why: string) => `Docker at ${url} can't be reached (${why}).`,
    unreachableHelp: 'Is the address right, and is there a way to it through the network?',
    noSuchHost: 'no such host',
    noConnection: 'nobody takes the connection',
    noSsh: 'there is no ssh on PATH',
    sshFailed: (host: string, said: string) => `ssh does not get to Docker on ${host}: ${said}.`,
    sshFailedHelp: (url: string) =>
      `It must get there without a question: docker -H ${url} version asks what there is to ask; ssh-add gives the agent your key.`,
    tls: (url: string, why: string) => `There is no TLS between here and Docker at ${url} (${why}).`,
    wantsTls: 'it wants TLS, and none is set up here',
    tlsHelp:
      'DOCKER_TLS_VERIFY=1 turns it on, and DOCKER_CERT_PATH names the directory with ca.pem, cert.pem and key.pem that fit this daemon; a context brings its own.',
    tooOld: (url: string, version: string) =>
      `Docker at ${url} is ${version}; the labs need 19.03 (API 1.40) or newer.`,
    tooOldHelp: 'Update Docker.',
    notDocker: (url: string) => `What answers at ${url} is not Docker.`,
    notDockerHelp: 'Is the address right?',
    brokenOff: (url: string) => `Docker at ${url} broke off the connection.`,
    brokenOffHelp: 'See whether it still runs (docker version), then run the same command again.',
    refused: (url: string, said: string) => `Docker at ${url} says: ${said}`,
    refusedHelp: 'docker info may tell more.',
    namedByEnvironment: 'It is DOCKER_HOST that names it.',
    namedByContext: (name: string) =>
      `It is the context ${name} that names it (docker context use default goes back to this machine).`,
    at: (
      from: { kind: 'environment' | 'default' | 'found' } | { kind: 'context'; name: string },
      url: string,
    ) =>
      from.kind === 'context'
        ? `context ${from.name}, ${url}`
        : from.kind === 'environment'
          ? `DOCKER_HOST, ${url}`
          : url,
    /** Memory and free space in bytes. */
    found: (
      daemon: { version: string; arch: string; cpus: number; memory: number; rootless: boolean },
      free: number | null,
      at: string,
    ) =>
      `${daemon.version}${daemon.rootless ? ', rootless' : ''} (${at}): ${count(daemon.cpus, 'cpu')} ${daemon.arch}, ${gigabytes(daemon.memory)} memory${free === null ? '' : `, ${gigabytes(free)} free disk`}`,
    littleMemory: (wanted: number) =>
      `the labs want ${gigabytes(wanted)} there: give Docker's machine more, or stop other containers`,
    littleDisk: (wanted: number) =>
      `the labs want ${gigabytes(wanted)} for their image and the cluster: docker system df says what takes the space`,
    badBind: (text: string) => `LABS_BIND is no IP address: ${quote(text)}.`,
    badBindHelp: "Give an address of the Docker daemon's machine, or 0.0.0.0 for all of them.",
    badAdvertised: (text: string) => `LABS_ADVERTISED_HOST is no host: ${quote(text)}.`,
    badAdvertisedHelp: 'Give a name or an IP address, without a port.',
    noAddress: (host: string) => `There is no address for ${host}, where Docker's ports are to be reached.`,
    noAddressHelp: 'Set LABS_BIND to an address of that machine and LABS_ADVERTISED_HOST to its name here.',
  },
  /** Commands that do not just end: lines typed, Ctrl-C, a second terminal. */
  work: {
    typed: (lines: number) =>
      lines === 1 ? 'type this line at its prompt >' : 'type these lines, each at its prompt >',
    thenCtrlD: 'then press Ctrl-D: the end of what is typed',
    thenCtrlC: 'then press Ctrl-C: it runs until then',
    thenEnds: 'then it ends by itself',
    ctrlC: 'runs until you press Ctrl-C',
    beside: (lab: number) =>
      `in a second terminal (npx labs shell ${lab} opens one): leave it open until this step is done`,
    endedEarly: 'the command ended before what it was run for was there',
    noPrompt: 'the command did not show its prompt > for the next line',
    neverHeld: 'the command ran, and what it was run for did not come about',
    notHeeded: 'the command did not end at Ctrl-C, and was killed',
    noEnd: 'the command did not end, and was killed',
    noShell: 'the shell did not take the command',
    besideEnded: 'the command in the second terminal ended while it was still needed',
    tooLong: (seconds: number) => `the command still ran after ${seconds} s, and was killed`,
    help: 'labs reset brings the starting state back; labs solution shows what to type yourself',
  },
  /** The guided walk. */
  walk: {
    title: (lab: number, title: string) => `Lab ${lab}: ${title}`,
    keys: 'Enter: the command · hint · check · solution · skip · back · next · quit · help',
    keysOfQuestion:
      'Enter: the command, then the question (or answer …) · hint · solution · skip · back · next · quit · help',
    keysOfBareQuestion:
      'Enter: the question (or answer …) · hint · solution · skip · back · next · quit · help',
    keysWithoutCommand: 'Your turn · hint · check · solution · skip · back · next · quit · help',
    keysNotHere: 'Enter: go on to the next step',
    moveFirst: (to: 'workbench' | 'instance') =>
      to === 'instance'
        ? 'This step is done on the instance. First:'
        : 'This step is done on your own computer. First:',
    ranElsewhere: (to: 'workbench' | 'instance') =>
      to === 'instance'
        ? 'that ran on your own computer; this step is done on the instance (Enter leads there)'
        : 'that ran on the instance; this step is done on your own computer (Enter leads there)',
    again: 'You have done this step; try things out, then next goes on.',
    doneForYou: 'done for you',
    noHints: 'This step has no hints.',
    noCommand: 'No command is shown here: type your own. hint helps.',
    noQuestion: 'This step asks nothing: what you do is looked at. check says how it stands.',
    alreadyFirst: 'This is the first step.',
    besideYours: (lab: number) =>
      `This one belongs in a second terminal (npx labs shell ${lab} opens one), and stays there until the step is done:`,
    besideStarted: 'Started behind the scenes, in a second terminal, until the step is done:',
    allThereIs: 'That is all there is to see here: Ctrl-C ends it.',
    skipStopped: 'Stopped: the step is yours again.',
    answer: 'Answer',
    answerLater:
      'Look around as long as you like: Enter on an empty line asks again, or type answer and your answer.',
    mistypedTool: (typed: string, meant: string) => `there is no ${typed}; did you mean ${meant}?`,
    otherAddress: (typed: string, right: string) => `${typed} is not where this cluster listens: ${right} is`,
    bareAnswer: (typed: string) => `to answer the question: answer ${typed}`,
    noAddress: (right: string) => `every tool wants to know which cluster: --bootstrap-server ${right}`,
    noRecordCame:
      'no record came: without --from-beginning a consumer starts at the end, or where its group has committed',
    mistypedTopic: (typed: string, meant: string, bootstrap: string) =>
      `no record of ${typed} came: a consumer creates a topic that is not there, so a mistyped name goes unnoticed. ` +
      `Was it meant to be ${meant}? Then remove the other with ` +
      `kafka-topics.sh --bootstrap-server ${bootstrap} --delete --topic ${typed}`,
    moved: (bootstrap: string) => `the cluster came back at ${bootstrap}; the commands are adapted`,
    bashrcSkipped: 'Your ~/.bashrc ends or replaces the shell, so this one was started without it.',
    verbs: [
      ['Enter', 'on an empty line: puts the command on the line; Enter again runs it'],
      ['hint', 'the next hint'],
      ['check', 'what there is, beside what is wanted'],
      ['answer …', 'answers the question of this step'],
      ['solution', 'the reference answer'],
      ['skip', 'does this step for you, and goes on'],
      ['back, next', 'to the step before, to the one after'],
      ['quit', 'leaves; what runs keeps running, and labs start comes back to this step'],
    ] as readonly (readonly [string, string])[],
    finished: (lab: number, total: number, notHere: number) =>
      notHere === 0
        ? `Lab ${lab} is done: all ${total} steps.`
        : `Lab ${lab} is done: all ${total} steps that can be done here (${notHere} more need a second machine).`,
    afterFinish:
      'The cluster is still yours to try things on. quit leaves; npx labs then shows which lab is next, and npx labs stop takes the cluster away.',
    afterFinishInstance:
      'The instance is still yours to try things on. quit leaves; npx labs then shows which lab is next, and npx labs stop takes the instance away.',
    goodbyeStopped: (lab: number, done: number, total: number, on: string) =>
      `Lab ${lab}: ${done} of ${total} done. The ${on} is stopped: npx labs start ${lab} goes on here, with all that was done.`,
    goodbye: (lab: number, done: number, total: number, on: string) =>
      `Lab ${lab}: ${done} of ${total} done. The ${on} keeps running: npx labs start ${lab} goes on here, npx labs stop takes it away.`,
    expected: 'wanted',
    actual: 'there is',
    /** A field of what a check expects, as prose has it: `replicationFactor` → `replication factor`. */
    field: (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
  },
  /** The learner's own shell, seen through a terminal. */
  console: {
    noBash: 'There is no bash on PATH.',
    noBashHelp: 'Install bash, or use your own terminal: labs start --detach, then labs check.',
    noPty: (platform: string, arch: string) =>
      `The console cannot open a terminal here: the package @lydell/node-pty has no binary for ${platform}-${arch}.`,
    noPtyHelp:
      'Run npm ci without --omit=optional; on a platform that has none, use your own terminal: labs start --detach, then labs check.',
    shellEnded: 'The shell ended before its first prompt.',
    shellEndedHelp:
      'See what bash --norc -i says; or use your own terminal: labs start --detach, then labs check.',
  },
  /** What a wrong answer is, where it is something near the right one: `that is …`. */
  mistaken: {
    thatIs: (it: string) => `that is ${it}`,
    withInternal: 'how many there are with the internal ones',
    withoutInternal: 'how many there are without the internal ones',
    lastPartition: 'the number of the last one: they are counted from 0',
    replicationFactor: 'the replication factor',
    partitionsOf: (topic: string) => `how many partitions ${topic} has`,
    partitionNumber: "the partition's own number",
    partitionNotLeader: "the partition's own number: its leader stands behind Leader:",
    brokerInSync: 'the id of a broker in Isr: how many ids stand there is what is asked',
    allReplicas: 'how many replicas there are, in sync or not',
    otherUnit: (unit: 'ms' | 'hours' | 'days', asked: 'ms' | 'hours' | 'days') =>
      `right in ${unit}, and the answer is to be in ${asked}`,
    byDefault: (name: string) => `the default, for a topic that has no ${name} of its own`,
    recordsOf: (topic: string) => `how many records ${topic} holds in all`,
    recordsIn: (partition: number) => `how many records partition ${partition} holds`,
    withRemoved: 'the end offset: it counts the records that were removed, too',
    removed: 'how many were removed: asked is how many are there',
    partAlone: (partition: number) => `partition ${partition} alone`,
    allTogether: 'all partitions together',
    lastRemoved: 'the last offset that was removed: the low watermark is the first that is there',
    lowWatermark: 'the low watermark, where the partition begins',
    endOffset: 'the end offset, which the next record will get',
    endOffsetOf: (partition: number) => `the end offset of partition ${partition}`,
    lastOffset: 'the offset of the last record',
    lastRecord: 'the offset of the last record: the end offset is that of the next one',
    whereOther: (it: string) => `where ${quote(it)} is`,
    itsOffset: 'its offset there',
    itsKey: 'its key: asked is the value',
    keyAndValue: 'key and value: asked is the value alone',
    valueAt: (partition: number, offset: bigint) => `the value at offset ${offset} of partition ${partition}`,
    currentOffset: 'what is committed, CURRENT-OFFSET: what is still to read is LAG',
    lag: 'what is still to read, LAG: what is committed is CURRENT-OFFSET',
    logEndOffset: 'where the log ends, LOG-END-OFFSET: records that nobody has read yet are in it',
    lastRead: 'the last offset that was read: what is committed is the next one to read',
    lines: 'how many lines it has, one a partition: who reads them stands behind CONSUMER-ID',
    groupName: "the group's own name",
    consumerId: 'its CONSUMER-ID',
    clientId: 'its CLIENT-ID',
    host: 'its HOST',
    booksJava: "the book's Java: this machine has another, and java -version says which",
    wholeVersion: 'the whole version: asked is the first number of it',
    minHeap: 'the heap it begins with, -Xms: -Xmx is how large it may become',
    heapOf: (server: 'zookeeper' | 'broker') => `the heap of ${serverName(server)}`,
    toolsHeap: "the heap of Kafka's command line tools",
    port: 'the port that it listens on',
    apiNumber: (api: string) => `the number of the request: the versions stand behind ${api}(…):`,
    versionOf: (api: string) => `the highest version of ${api}`,
    lowestVersion: 'the lowest version: asked is the highest',
    heap: 'what the broker works with for a moment: RES counts what of the file is in memory, outside of it',
    disk: 'where they end up: asked is where they are in memory',
  },
  /** What checks say of the instance, and of what lies between it and others. */
  instance: {
    starting: 'Starting the instance',
    notReady: (seconds: number) => `the instance was not ready within ${seconds} s`,
    notReadyHelp: 'its servers run, and one does not answer: logs/server.log on the instance may say why',
    notThere: 'the instance was not started',
    notThereHelp: 'labs start 1 or labs start 2 starts it',
    computerLost: 'the computer that this shell was on has ended, and the shell with it',
    notRunning: 'the instance does not run any more',
    notRunningHelp: 'labs start 1 or labs start 2 brings it back',
    ownAddress: 'your own address',
    colleaguesAddress: "your colleague's address",
    neighbours: (bits: number) => `everybody in your own network (a block of /${bits})`,
    noNetwork: 'there is no second machine here: the instance is a directory of your own computer',
    noNetworkHelp:
      'with Docker the instance is a machine of its own: labs stop, then labs start 1 --engine docker',
    portClosed: (port: number) => `port ${port} is closed: no inbound rule opens it`,
    portOpen: (port: number, from: 'own' | 'own-and-colleague') =>
      from === 'own'
        ? `port ${port} is open to your own address, and to no other`
        : `port ${port} is open to your own address and your colleague's, and to no other`,
    openToTheWorld: (port: number, cidr: string) => `port ${port} is open to the whole world (${cidr})`,
    letsInOthers: (port: number, who: string) => `port ${port} is open to ${who}: they are not to get in`,
    alsoElsewhere: (port: number) => `your colleague gets in at port ${port} as well`,
    keptOut: (port: number, who: 'computer' | 'colleague') =>
      `port ${port} does not let in ${who === 'computer' ? 'your own address' : "your colleague's address"}`,
    authorizeOwn: (port: number) =>
      `let your own address in: aws ec2 authorize-security-group-ingress --group-name test-kafka-server-sg --protocol tcp --port ${port} --cidr "$(hostname -i)/32"`,
    authorizeColleague:
      "getent hosts colleague says your colleague's address; /32 behind it means that one alone",
    revoke: (port: number, cidr: string) =>
      `take that rule back, with the protocol, port and address that it has: aws ec2 revoke-security-group-ingress --group-name test-kafka-server-sg --protocol tcp --port ${port} --cidr ${cidr}`,
    udpRule: (port: number) =>
      `there is a rule for ${port}, and it is for udp: Kafka and ZooKeeper speak tcp`,
    otherPort: (found: number, port: number) => `there is a rule for port ${found}: was ${port} meant?`,
    loggedIn: (user: string) => `${user} has logged in with the key`,
    nobodyLoggedIn: (user: string) => `${user} has not logged in yet`,
    refused: (user: string) => `the instance refused a login of ${user}`,
    otherUser: (user: string, want: string) => `somebody tried to log in as ${quote(user)}, want ${want}`,
    otherUserHelp: (user: string) =>
      `the user goes in front of the @: ssh -i test-kafka-server-key.pem ${user}@test-kafka-server`,
    keyTooOpen: (key: string, mode: string) =>
      `others may read ${key} (mode ${mode}), so ssh does not use it: chmod 400 ${key}`,
    keyNotGiven: (key: string) => `say which key: ssh -i ${key} …`,
    resolves: (name: string) => `your computer knows ${name} as the instance`,
    resolvesNot: (name: string) => `your computer does not know ${name}`,
    resolvesElsewhere: (name: string, address: string | null) =>
      `your computer takes ${name} for ${address ?? 'itself'}, and not for the instance`,
    otherName: (found: string, name: string) =>
      `your computer knows the instance as ${found}: was ${name} meant?`,
    swapped: (name: string) =>
      `a line of /etc/hosts has ${name} first: the address comes first, then the name`,
    firstEntryCounts: (name: string) =>
      `/etc/hosts has several lines for ${name}, and the first one counts: take it out`,
    hostsHelp: (name: string) =>
      `/etc/hosts wants a line with the instance's address, a space, and ${name}; describe-instances says the address`,
    reachable: (address: string, advertised: readonly string[]) =>
      `a broker answers at ${address}, and sends its clients to ${advertised.join(', ')}`,
    fromColleague: (seen: string) => `from your colleague's computer: ${seen}`,
    itsOwnName: 'the name that the instance calls itself by',
    sentElsewhere: (address: string, elsewhere: string) =>
      `a broker answers at ${address}, and sends its clients to ${elsewhere}, where none answers you`,
    advertisedLoopback: (address: string) =>
      `localhost is the broker's own machine, seen from there; on yours it is yours. Set advertised.listeners=PLAINTEXT://${address} in config/server.properties, and start the broker again`,
    advertisedUnknown: (address: string) =>
      `what clients are sent to stands in advertised.listeners: set it to PLAINTEXT://${address} in config/server.properties, and start the broker again`,
    unknownHost: (address: string) => `nobody knows the name in ${address} there`,
    nobodyListens: (address: string) => `nothing listens at ${address}`,
    nobodyListensHelp:
      'start the broker on the instance; logs/server.log says what became of one that was started',
    dropped: (address: string) =>
      `nothing comes back from ${address}: what is sent there is dropped on the way`,
    droppedHelp: (port: number) =>
      `that is what a security group does: does an inbound rule open ${port} to that address?`,
    noBrokerThere: (address: string) => `something answers at ${address}, and it is no Kafka broker`,
    noBrokerThereHelp: 'the broker listens on 9092; 2181 is ZooKeeper',
    unpacked: (directory: string) => `${directory} is unpacked`,
    notWhole: (directory: string, lacks: readonly string[]) =>
      `${directory} is there, and not whole: it lacks ${lacks.join(', ')}`,
    notWholeHelp: (directory: string) =>
      `remove it (rm -r ${directory}), fetch the archive again, and unpack it: a download may have broken off`,
    unpackedElsewhere: (directory: string, path: string) =>
      `${directory} is unpacked at ~/${path}, want it right in your home`,
    unpackedElsewhereHelp: (path: string) => `move it: mv ~/${path} ~`,
    noArchive: 'the Kafka archive is not here yet',
    noGzip: (archive: string) => `${archive} is no archive: something else was sent under that name`,
    noGzipHelp: (archive: string) =>
      `cat ${archive} shows what. Is the address right, to the letter? Fetch it again from there`,
    notUnpacked: (archive: string) => `${archive} is here, and not unpacked in your home yet`,
    notUnpackedHelp: (archive: string) => `unpack it there: cd ~ && tar xvf ${archive}`,
    noProperties: (file: string) => `there is no ${file} yet`,
    isSet: (name: string, value: string) => `${name} is ${value}`,
    notSet: (name: string) => `${name} is not set yet`,
    behindHash: (name: string) => `the line of ${name} begins with #, so Kafka does not read it`,
    behindHashHelp: (name: string, value: string) => `take the # away: ${name}=${value}`,
    otherProperty: (found: string, name: string) => `there is a property ${found}: was ${name} meant?`,
    setLine: (name: string, value: string) => `the line is ${name}=${value}`,
    inOtherProperty: (name: string, found: string) => `${found} has that value, and ${name} is not set`,
    listenersHelp:
      'listeners is where the broker itself listens; advertised.listeners is where it sends its clients',
    setOtherwise: (name: string, value: string, want: string) => `${name} is ${value}, want ${want}`,
    loopbackHelp: "localhost is the broker's own machine: clients elsewhere would look for it on theirs",
    noHostHelp: 'clients need an address that they can go to: a name or an address of the instance',
    noProtocolHelp: (want: string) => `a listener begins with its protocol: ${want}`,
    notStarted: (server: 'zookeeper' | 'broker') => `${serverName(server)} does not run`,
    stopped: (server: 'zookeeper' | 'broker') => `${serverName(server)} does not run any more`,
    died: (server: 'zookeeper' | 'broker', reason: string) =>
      `${serverName(server)} ended by itself: ${reason}`,
    severalRun: (server: 'zookeeper' | 'broker', count: number) =>
      `${server === 'zookeeper' ? 'ZooKeeper' : 'a broker'} runs ${count === 2 ? 'twice' : `${count} times`} at once, and only one can have the port`,
    severalRunHelp: (server: 'zookeeper' | 'broker') =>
      `bin/${server === 'zookeeper' ? 'zookeeper' : 'kafka'}-server-stop.sh stops all of them; then start one`,
    answersNotYet: (server: 'zookeeper' | 'broker') => `${serverName(server)} runs, and does not answer yet`,
    runs: (server: 'zookeeper' | 'broker', about: readonly string[]) =>
      [`${serverName(server)} runs and answers`, ...about].join(', '),
    withHeap: (heap: string) => `with at most ${heap} of heap`,
    withId: (id: number) => `as broker ${id}`,
    otherHeap: (server: 'zookeeper' | 'broker', flag: string, have: string | null, want: string) =>
      `${serverName(server)} runs with ${have === null ? `no ${flag}` : `${flag}${have}`}, want ${flag}${want}`,
    otherHeapHelp: (server: 'zookeeper' | 'broker') =>
      `KAFKA_HEAP_OPTS is read once, when a server starts: stop ${server === 'broker' ? 'the broker' : 'it'}, and start it again from a session that has it (echo $KAFKA_HEAP_OPTS shows it, source ~/.bashrc brings it in)`,
    otherHeapAlone: (server: 'zookeeper' | 'broker') =>
      `stop ${serverName(server)}, and start it again with KAFKA_HEAP_OPTS set for that command alone`,
    otherId: (id: number | null, want: number) => `the broker has the id ${id ?? '–'}, want ${want}`,
    otherIdHelp: 'config/server.properties is read when the broker starts: stop it, and start it again',
    needsZooKeeper:
      'the broker registers with ZooKeeper first: is that running, and where zookeeper.connect in config/server.properties says?',
    portInUse:
      'something has that port already: one of your own servers, which jps shows and the stop script in bin/ ends, or another program',
    inconsistentId:
      'the id is also written down beside the records, in meta.properties: both must say the same, or the data directory must be a new one',
    inconsistentCluster:
      'the records there belong to another cluster (meta.properties): remove that data directory, or use the ZooKeeper that goes with it',
    badListener: 'a listener is a protocol, a host and a port: PLAINTEXT://my-kafka:9092',
    noMemory: 'there is not so much memory: a smaller heap leaves room',
    seeLog: 'the rest stands in logs/ of the Kafka directory',
    noSessionHas: (name: string) => `no session that is open on the instance has ${name}`,
    sessionHas: (name: string, value: string) => `your session has ${name}=${quoteValue(value)}`,
    notExported: (name: string) => `your shell has ${name}, and does not hand it on to what it starts`,
    exportIt: (name: string) => `export ${name}`,
    otherValue: (name: string, have: string, want: string) =>
      `your session has ${name}=${quoteValue(have)}, want ${quoteValue(want)}`,
    exportAgain: (name: string, value: string) => `export ${name}="${value}"`,
    noSessionHad: (name: string) => `no session has had ${name} yet`,
    anotherLacks: (name: string) => `one session has had ${name}, and another one that is open has not`,
    noOther: (name: string) => `every session that is open has ${name}`,
    unsetIt: (name: string, file: string) =>
      `~/${file} sets it in each new session already; in a second one, take it away again: unset ${name}`,
    newHas: (name: string, value: string) => `a new session has ${name}=${quoteValue(value)}`,
    newLacks: (name: string) => `a new session does not have ${name}`,
    newOtherValue: (name: string, have: string, want: string) =>
      `a new session has ${name}=${quoteValue(have)}, want ${quoteValue(want)}`,
    editLine: (name: string) => `the last line that sets ${name} counts: vi ~/.bashrc`,
    standsTwice: (name: string, times: number, file: string) =>
      `${name} is set ${times === 2 ? 'twice' : `${times} times`} in ~/${file}`,
    standsTwiceHelp: 'one line is enough, and two will differ one day: vi ~/.bashrc (dd removes a line)',
    notRead: (name: string, file: string) => `~/${file} sets ${name}, and a new session does not have it`,
    notReadHelp: (file: string) =>
      file === '.profile'
        ? 'bash does not read ~/.profile where there is a ~/.bash_profile: put the line into ~/.bashrc'
        : 'something in the way ends the file before that line, or unsets it again',
    setNotExported: (name: string, file: string) =>
      `~/${file} sets ${name} without export, so a new session keeps it to itself`,
    exportInFile: (name: string, value: string) => `the line in ~/.bashrc is: export ${name}="${value}"`,
    aBroker: (address: string) => `a broker that answers at ${address}`,
    aBrokerHelp: 'the steps before this one lead there; labs check says where the way ends',
    theJava: 'Java on the instance',
    theServer: (server: 'zookeeper' | 'broker') =>
      server === 'broker' ? 'a broker that runs' : 'a ZooKeeper that runs',
    theServerHelp: 'start it on the instance; lab 1 says how',
    theHeap: (server: 'zookeeper' | 'broker') => `a maximum heap of ${serverName(server)}`,
    theLog: (topic: string) => `a log file of ${topic} that can be looked into`,
    theLogHelp:
      'write records into it first. (How much of a file is cached is told by fincore, which only Linux has.)',
    pageCache: 'page cache',
    disk: 'disk',
    notASize: (answer: string) => `${quote(answer)} is not a size: give the number with its unit, as in 256m`,
  },
  /** The reference page of checks and questions, for authors. */
  reference: {
    title: 'Checks and questions',
    intro:
      'Every kind of check that a `yaml check` fence can have, and every kind of answer of a `yaml question` fence. ' +
      'This page is what `labs dev kinds` prints: it is made from the table that reads the labs.',
    checksTitle: 'Checks',
    checksIntro:
      'A fence holds a list. Each item is named by its kind, and is one statement on the state of the world. ' +
      'What is left out may be anything. Looking leaves no trace: no group, no topic, no offset.',
    answersTitle: 'Answers to questions',
    answersIntro:
      'The right answer is read from the live cluster at the moment of asking. A number may be given in words around it (`2 days`, `broker 0`).',
    parameter: 'parameter',
    meaning: 'what it says',
    optional: 'may be left out',
    checks: {
      topic: {
        about: 'A topic is there, and is made like this.',
        example: '- topic: hellokafka2\n  partitions: 3\n  config: { retention.ms: 172800000 }',
        parameters: {
          topic: 'its name',
          partitions: 'how many it has, exactly',
          'replication-factor': 'how many replicas each partition has',
          config: 'options that the topic itself must carry; a default of the broker does not count',
        },
      },
      records: {
        about:
          'What lies in a topic now, from its low watermarks to its end offsets. Of each partition at most the first 5000 records are read.',
        example:
          '- records: hello.kafka\n  at-least: 3\n  keys: all\n  pairs: { key1: no1, key2: [no2, no5] }',
        parameters: {
          records: 'the name of the topic',
          count: 'exactly so many records',
          'at-least': 'so many, or more',
          keys: '`all`: each has a key; `none`: none has one',
          values: 'each of these is there, as often as it is listed',
          'in-order': '`true`: the values stand in this order in one partition; others may lie between them',
          pairs:
            'by key, a value or a list of values that are there under it, in this order in their partition',
          'same-key': '`one-partition`: all records of a key are on one partition',
        },
      },
      offsets: {
        about: 'Where a partition begins and ends.',
        example: '- offsets: test\n  partition: 0\n  low-watermark: 30',
        parameters: {
          offsets: 'the name of the topic',
          partition: 'its number, from 0 on',
          'low-watermark': 'the lowest offset that can be read; `end`: all was deleted',
          'end-offset': 'the offset of the next record to come',
          'end-at-least': 'this end offset, or a higher one',
        },
      },
      group: {
        about: 'A consumer group, who is in it, and how far it has come.',
        example: '- group: hello-group\n  state: empty\n  topic: hello.kafka\n  lag: 0',
        parameters: {
          group: 'its id',
          state: '`empty`: nobody is in it; `stable`: somebody is, and the partitions are shared out',
          members: 'how many are in it',
          topic: 'the topic that `committed` and `lag` are about',
          committed: 'the sum of its committed offsets there',
          'committed-at-least': 'this sum, or a higher one',
          lag: 'how far it is behind the end, summed up',
          'lag-at-least': 'so far, or further',
        },
      },
      file: {
        about: 'A file of the workbench.',
        example: '- file: delete-topic.json\n  json: { version: 1 }',
        parameters: {
          file: 'its path, from the directory where commands run',
          json: 'what it must say as JSON, however it is laid out; keys that are not named may be there too',
          mode: 'who may read, write and run it, in octal',
        },
      },
      inbound: {
        about:
          'A port of the instance is open to these addresses, and to no other, by the rules that its kernel applies.',
        example: '- inbound: 9092\n  from: own',
        parameters: {
          inbound: 'the port',
          from: "`own`: the learner's own address alone; `own-and-colleague`: that and the colleague's",
          alone: '`true`: the colleague gets in at no other port, but for ssh',
        },
      },
      login: {
        about: 'The sshd of the instance let a user in with the key.',
        example: '- login: ec2-user',
        parameters: { login: 'the user' },
      },
      resolves: {
        about: "The learner's own computer knows the instance by a name.",
        example: '- resolves: my-kafka',
        parameters: { resolves: 'the name' },
      },
      reachable: {
        about:
          'A broker answers a Kafka handshake at an address, and another one at each address where it sends its clients.',
        example: '- reachable: my-kafka:9092\n  from: computer',
        parameters: {
          reachable: 'the address, with its port',
          from: "who comes there: the learner's own `computer`, or a `colleague`",
        },
      },
      unpacked: {
        about: 'The Kafka archive is unpacked, all of it.',
        example: '- unpacked: kafka_2.12-2.5.0',
        parameters: { unpacked: "the directory, in the learner's home on the instance" },
      },
      properties: {
        about: 'What a properties file on the instance sets, as a JVM reads it.',
        example:
          '- properties: kafka_2.12-2.5.0/config/server.properties\n  set: { advertised.listeners: "PLAINTEXT://my-kafka:9092" }',
        parameters: {
          properties: "its path, from the learner's home on the instance",
          set: 'each property with its value',
        },
      },
      server: {
        about: 'A ZooKeeper or a broker that the learner started on the instance runs, and answers.',
        example: '- server: broker\n  max-heap: 400m\n  min-heap: 400m',
        parameters: {
          server: '`zookeeper` or `broker`',
          'max-heap': 'what its -Xmx says',
          'min-heap': 'what its -Xms says',
          'other-heap': 'what -Xmx and -Xms of the other server say meanwhile',
          'broker-id': 'the id that the broker registered with',
        },
      },
      session: {
        about: "The environment of the learner's shells on the instance.",
        example: '- session: new\n  has: { KAFKA_HEAP_OPTS: "-Xmx400m -Xms400m" }\n  once: true',
        parameters: {
          session:
            '`this`: one that is open; `another`: one that is open beside one that had it; `new`: one that begins now',
          has: 'variables that programs started in it get to see, with their values',
          lacks: 'a variable that it does not have',
          once: '`true`: the start-up files set it in one line only',
        },
      },
    },
    answers: {
      'leader-of': 'the number of the broker that leads a partition',
      'in-sync-replicas-of': 'how many replicas of a partition are in sync',
      'partitions-of': 'how many partitions a topic has',
      'topic-count': 'how many topics there are; `internal: false` leaves out those of Kafka itself',
      'config-of':
        'the value of an option that is in force for a topic; `unit` (`ms`, `hours`, `days`): what a bare number means',
      'record-count': 'how many records lie in a topic, or in one of its partitions',
      'value-at': 'the value of the record at an offset',
      'partition-of-key': 'the partition where the records with a key are',
      'partition-of-value': 'the partition where the record with a value is',
      'partitions-used-of': 'on how many partitions of a topic there are records',
      'low-watermark-of': 'the lowest offset of a partition that can be read',
      'end-offset-of': 'the offset of the next record to come to a partition',
      'committed-of': 'the sum of what a group has committed in a topic, or in one of its partitions',
      'lag-of': 'how far a group is behind there',
      'client-id-of': "the client id of a group's only member",
      'host-of': "the host of a group's only member",
      'member-count-of': 'how many members a group has',
      'state-of':
        "a group's state, in Kafka's own word; `once` (`empty`, `stable`): no answer passes before it is in this one",
      'java-version': "the major version of the instance's Java",
      'max-heap-of': 'the maximum heap of a server on the instance, by its flags',
      'broker-id': "the id of the instance's broker",
      'api-version-of':
        "the highest version in which the instance's broker understands a request (`Metadata`)",
      'contents-lie-in':
        "where a topic's records lie in memory: `page cache`, by what of its log files is cached",
    },
  },
  /** The command line itself. */
  cli: {
    help: {
      labs: 'Kafka 2.5 labs on a real cluster: read a step, type the real command, and labs looks at the cluster.',
      version: 'the version of labs',
      help: 'what a command does and takes',
      after: 'LAB is a number, a name (topics), or nothing: the lab in progress. Without a command: a menu.',
      json: 'one JSON value on stdout, all else on stderr',
      step: 'one step only, by its id or number',
      kafkaHome: 'use this Kafka 2.5.0 directory',
      list: 'the course, with your progress',
      start: 'start the cluster, then the guided walk through a lab',
      detach: 'only start the cluster, and return once it is ready',
      engine: 'where the cluster runs (LABS_ENGINE says it too)',
      exec: 'run a command in the workbench',
      shell: 'a login shell in the workbench',
      check: 'look at the cluster and grade',
      answer: 'your answer to the question that --step names',
      watch: 'go on looking until all is passed',
      hint: 'the next hint',
      solution: 'the reference answer',
      skip: 'do the step for me, and go on',
      reset: "forget the progress and bring the lab's starting state back",
      status: 'what runs, where, and how far you are',
      logs: 'the log of the broker, or of ZooKeeper',
      follow: 'go on until Ctrl-C',
      stop: 'stop the cluster and remove its data',
      all: 'the workbench and the command history too',
      doctor: 'can this machine run the labs, and if not, what to do',
      dev: 'for authors of labs',
      devLint: 'what can be told of labs without a cluster',
      devNew: 'start a new lab from a template, or a new step in a lab',
      devKinds: 'the reference of all kinds of checks and questions, as a page of Markdown',
      record: 'write the words that the checks said into answers.yml',
      devCheck: "the author's gate: prove on a real cluster that the checks tell right from wrong",
    },
    amount: (done: number, total: number | null, unit: 'jars' | 'bytes' | 'steps') => {
      const amount = (n: number) => (unit === 'bytes' ? `${(n / 1e6).toFixed(1)} MB` : String(n))
      return total === null
        ? amount(done)
        : `${amount(done)} of ${amount(total)}${unit === 'jars' ? ' jars' : ''}`
    },
    progressSetAside: (file: string) =>
      `the progress file could not be read; it is kept as ${file}, and a new one begun`,
    noLabInProgress: 'no lab is in progress',
    noLabInProgressHelp: (labs: readonly number[]) => `name one: labs start ${labs[0] ?? ''}`,
    score: (passed: number, total: number) => `${passed} of ${total} passed`,
    failedCount: (n: number) => `${n} failed`,
    pendingCount: (n: number) => `${n} still to do`,
    blockedCount: (n: number) => `${n} can't be told`,
    inProgress: 'in progress',
    minutes: (n: number) => `${String(n).padStart(3)} min`,
    answerNeedsQuestion: '--answer goes with --step of a question',
    answerNeedsQuestionHelp: 'for example: labs check 3 --step describe --answer 0',
    execNeedsCommand: 'no command was given',
    execNeedsCommandHelp: 'for example: labs exec -- kafka-topics.sh --version',
    noSuchProgram: (program: string) => `${program}: command not found`,
    unknownService: (name: string) => `there is no service ${name}`,
    servicesAre: (services: readonly string[]) => `the services are ${services.join(' and ')}`,
    noLog: (service: string) => `${service} has no log: it was not started`,
    unknownStep: (step: string, lab: number) => `lab ${lab} has no step ${step}`,
    stepsAre: (ids: readonly string[]) => `its steps are ${ids.join(', ')}`,
    didYouMean: (name: string) => `did you mean ${name}?`,
    cluster: 'cluster',
    lab: 'lab',
    home: 'home',
    cache: 'cache',
    serviceState: (service: {
      readonly state: 'running' | 'paused' | 'ended'
      readonly outOfMemory: boolean
      readonly pid: number | null
      readonly container: string | null
    }) => {
      const where = service.container ?? (service.pid === null ? null : `pid ${service.pid}`)
      const why = service.outOfMemory ? 'out of memory' : where
      return why === null ? service.state : `${service.state} (${why})`
    },
    inWorkbench: 'in the workbench',
    instance: 'instance',
    instanceState: (running: boolean) => (running ? 'running' : 'not running'),
    serverState: (pid: number, user: string) => `running (pid ${pid}, of ${user})`,
    jsonNeedsDetach: '--json goes with --detach',
    walkNeedsTerminal: 'the guided walk needs a terminal',
    walkNeedsTerminalHelp: 'labs start --detach starts the cluster without it; labs check then grades',
    ready: (engine: 'docker' | 'local', seconds: string, bootstrap: string, zookeeper: string) =>
      `The cluster is ready${engine === 'docker' ? ' on Docker' : ''} (${seconds} s): broker ${bootstrap}, ZooKeeper ${zookeeper}`,
    instanceReady: (engine: 'docker' | 'local', seconds: string, id: string) =>
      engine === 'docker'
        ? `The instance ${id} is ready on Docker (${seconds} s)`
        : `The instance ${id} is ready (${seconds} s): without Docker it is a directory of this computer, with a home and a shell of its own`,
    otherPorts: (bootstrap: string, zookeeper: string) => {
      const moved = [
        ...(bootstrap === 'my-kafka:9092' ? [] : [`my-kafka:9092 is ${bootstrap}`]),
        ...(zookeeper === 'my-kafka:2181' ? [] : [`ZooKeeper's my-kafka:2181 is ${zookeeper}`]),
      ]
      return `Not all of the book's ports were free on this machine: here ${moved.join(', and ')}; the commands shown are adapted.`
    },
    inOtherWalk: (lab: number) =>
      `This terminal is in the walk of another lab: quit leaves it, and npx labs start ${lab} begins this one.`,
    stoppedInWalk: 'quit leaves the walk in this terminal.',
    detached: (lab: number, on: 'cluster' | 'computer' | 'instance') => [
      `  labs shell ${lab}     ${SHELLS[on]}`,
      `  labs check ${lab}     grade; labs hint, labs solution and labs skip help`,
      `  labs start ${lab}     the guided walk`,
      '  labs stop        take it all away',
    ],
    stalePasses: (n: number, lab: number) =>
      `${n} of these ${n === 1 ? 'steps was' : 'steps were'} passed on another cluster, which is gone. ` +
      `labs start ${lab} brings back on this one what you had made there.`,
    badName: (name: string) => `${quote(name)} cannot be a name here`,
    badNameHelp: 'use small letters, digits and single hyphens, and begin with a letter',
    labIsThere: (slug: string, number: number) => `there is a lab ${slug} already: ${number}`,
    labIsThereHelp: (slug: string) => `for a new step in it: labs dev new ${slug} STEP`,
    stepIsThere: (step: string, slug: string) => `the lab ${slug} has a step ${step} already`,
    wrote: (file: string) => `wrote ${file}`,
    newHelp: (slug: string) =>
      `Change it as you like; labs dev check ${slug} proves that its checks tell right from wrong.`,
    lintClean: (labs: number) => `${count(labs, 'lab')}, nothing to say`,
    recorded: (n: number, file: string) => `${count(n, 'text')} written into ${file}`,
    bringingIn: (lab: number, title: string) => `Preparing what this lab begins with: lab ${lab}, ${title}`,
    needNotMet: (lab: number, from: number, title: string, said: string) =>
      `lab ${lab} begins with what the step "${title}" of lab ${from} leaves, and that is not so: ${said}`,
    needNotMetHelp: (lab: number, on: 'cluster' | 'instance') =>
      on === 'cluster'
        ? `labs reset ${lab} removes all topics and groups, and makes anew what the lab begins with`
        : `labs reset ${lab} takes the instance away, and makes a new one with what the lab begins with`,
    restoring: (n: number) => `Bringing back what ${n} finished ${n === 1 ? 'step' : 'steps'} had made`,
    restoreFailed: (title: string) =>
      `could not bring back what the step "${title}" had made; it is open again`,
    hintOf: (n: number, total: number) => `Hint ${n} of ${total}`,
    noHints: 'this step has no hints; labs solution shows the answer',
    lastHint: 'That was the last hint; labs solution shows the answer.',
    allDone: (lab: number) => `every step of lab ${lab} is done`,
    clusterSays: (answer: string, on: 'cluster' | 'instance' = 'cluster') => `The ${on} says: ${answer}`,
    needsCluster: 'this needs the cluster',
    doEarlierSteps: 'do the earlier steps first',
    startBeside: (command: string) => `start this first, in a second terminal: ${command}`,
    skipped: (title: string) => `Done for you: ${title}`,
    skipFailed: 'the reference answer did not do it here',
    skipFailedHelp: 'labs check says what is there; labs reset brings the starting state back',
    nextStep: (n: number, total: number, title: string) => `Next: ${n}/${total} ${title}`,
    reset: (lab: number) => `Lab ${lab} starts anew`,
    resetTopics: (topics: readonly string[]) =>
      `  removed ${topics.length === 1 ? 'topic' : 'topics'} ${topics.join(', ')}`,
    resetGroups: (groups: readonly string[]) =>
      `  removed ${groups.length === 1 ? 'group' : 'groups'} ${groups.join(', ')}`,
    resetFiles: (files: readonly string[]) =>
      `  removed ${files.length === 1 ? 'file' : 'files'} ${files.join(', ')}`,
    resetTools: (n: number) => `  ended ${count(n, 'tool')} that still ran in the workbench`,
    resetTo: (n: number, title: string) => `You are at step ${n} again: ${title}`,
    topicsStay: (topics: readonly string[]) => `these topics are still there: ${topics.join(', ')}`,
    topicsStayHelp: 'something may be using them: stop it, then try again',
    groupsStay: (
      groups: readonly {
        readonly group: string
        readonly members: readonly { readonly clientId: string; readonly host: string }[]
      }[],
    ) =>
      `these groups still have members: ${groups
        .map(({ group, members }) =>
          [group, ...members.map(({ clientId, host }) => `(${clientId} at ${host})`)].join(' '),
        )
        .join(', ')}`,
    groupsStayHelp: 'their consumers are still running: end them with Ctrl-C, then try again',
    proof: (right: number, wrong: number, seconds: string) =>
      `red before, green after ${right} right ${right === 1 ? 'way' : 'ways'}, red after ${wrong} wrong ${wrong === 1 ? 'way' : 'ways'}  ${seconds} s`,
    notProvenHere: 'not proven here: it needs a second machine (--engine docker)',
    trial: (kind: 'before' | 'solution' | 'also-right' | 'wrong') =>
      ({
        before: 'before anything was done',
        solution: 'the solution',
        'also-right': 'also right',
        wrong: 'wrong',
      })[kind],
    wanted: 'wanted',
    saw: 'saw',
    green: 'passed',
    proofs: (steps: number, right: number, wrong: number, bad: number) =>
      `${count(steps, 'step')}, ${count(right, 'right way')}, ${count(wrong, 'wrong way')}: ${bad === 0 ? 'all told apart' : `${bad} not told as they should be`}`,
    cancelled: 'Cancelled',
    keepsRunning: (lab: number, on: 'cluster' | 'instance') =>
      `the ${on} keeps running: labs start ${lab} goes on here, labs stop takes it away`,
    bug: 'This is a bug in labs, not your mistake:',
    doctorGood: (engine: string, why: string) =>
      `This machine can run the labs. labs start 3 uses the engine ${engine}: ${why}.`,
    onlyLocally: 'with Docker the labs do without it: this is for the engine local alone',
    doctorBad: 'This machine cannot run the labs yet: see ✗ above.',
    kafkaByMaven: 'not here yet; the first start gets it with Maven (38 MB, 71 jars)',
    kafkaByArchive: 'not here yet, and no Maven; the first start downloads the official archive (60 MB)',
    kafkaDamaged: (jars: readonly string[]) => `damaged in the cache: ${jars.join(', ')}`,
    kafkaDamagedHelp: 'the next labs start makes it anew',
    freeSpace: (megabytes: number) => `${megabytes} MB free`,
    portsFree: '9092 and 2181 are free',
    portsOurs: (ports: readonly number[]) => `${ports.join(' and ')} are used by your own cluster`,
    portsTaken: (ports: readonly number[]) => `${ports.join(' and ')} taken by another program`,
    portsTakenHelp: 'the cluster goes to other ports, and the commands shown are adapted',
    noBash: 'there is no bash on the PATH',
    noBashHelp: 'install bash: the learner works in it',
    ptyGood: 'the guided walk works here',
    ptyMissing: (platform: string, arch: string) =>
      `no terminal support for ${platform} ${arch}: the guided walk does not work here`,
    chooseLab: 'Which lab?',
    spaceInPath: (path: string) => `Kafka's launch scripts can't work under a path with a space: "${path}"`,
    spaceInPathHelp: 'set LABS_HOME to a directory without one',
    diskFull: (file: string) => `the disk is full: can't write ${file}`,
    diskFullHelp:
      'free some space (labs needs about 300 MB), then run the same command again; nothing half-made was kept',
    notWritable: (file: string) => `no permission to write ${file}`,
    notWritableHelp: 'set LABS_HOME to a directory of your own',
    notADirectory: (file: string) => `${file} can't be: a file stands where one of its directories should`,
    isADirectory: (path: string) => `${path} is a directory, where a file should be`,
    isADirectoryHelp: 'move it away, or set LABS_HOME to another directory',
    unknownCommand: (name: string) => `there is no command ${name}`,
    seeHelp: 'labs --help lists the commands',
    newerProgress: (file: string, version: number) =>
      `${file} was written by a newer labs (version ${version})`,
    newerProgressHelp: 'update labs, or set LABS_HOME to another directory; the file was not touched',
  },
}

/** `1 partition`, `3 partitions`. */
function count(n: number, thing: string): string {
  return `${n} ${thing}${n === 1 ? '' : 's'}`
}

function serverName(server: 'zookeeper' | 'broker'): string {
  return server === 'zookeeper' ? 'ZooKeeper' : 'the broker'
}

/** `25.3 GB`, of bytes. */
function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}

/** A short piece of a file, as it was written. */
/** The first few of some texts, and how many more there are. */
function someOf(texts: readonly string[]): string {
  const shown = texts.slice(0, 3).map(quote).join(', ')
  return texts.length > 3 ? `${shown} and ${texts.length - 3} more` : shown
}

/** A value that may have quotes of its own. */
function quoteValue(value: string): string {
  return value.includes('"') ? `'${value}'` : quote(value)
}

function quote(written: string): string {
  return `"${written}"`
}
