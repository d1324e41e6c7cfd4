/** How the benchmark measures, as its page says it. */

export const METHOD = `\`npm run bench\` prints the tables below; with \`-- --write\` they go into this page and, as data, into
[benchmarks.json](benchmarks.json). \`--only compute,derive,print,startup,memory\` takes some of them, \`--max N\` bounds the sizes of
families, \`--limit SECONDS\` the time of a case (60), \`--quick\` only shows that all of it runs. Peers in JavaScript are installed by
\`npm run bench:peers\` into \`bench/peers\`, never with the project; those in Python are whatever Python has.

Each contender, ours as well, runs in a process of its own, on one thread. It is warmed until the median of a batch of runs falls no
more, for three times its measured time at most. Then all take turns, for two seconds each (a share of that for each standard
problem, a multiple for commands). A cell is the median, with the lower and the upper quartile beside it; ratios are of medians. A
case has its limit to be made ready, and again to be measured; what is past it is ended and stands as “> 60 s”, and its family is
not taken further for that contender. “One run” is one that left no time for another, and was not warmed.

Before a peer is timed its answers are compared with ours; one that is refused stands with its reason. Below each table stand the
contenders that are left out and why, the machine, the versions, the BLAS that was loaded with the kernel it takes, the number of
runs, and the load of the machine.`;

export const LIMITS = `The quartiles are of the runs of one call of the benchmark; figures of another day differ by more. Where the load is well above
1, other work ran meanwhile. The time of a request to a contender's process is not in its figures, and the memory of that process
is its own: what one leaves behind slows no other. That a peer's answer agrees was seen at one choice of values.`;
