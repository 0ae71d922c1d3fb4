/** Measures two or more ways of doing the same side by side: in turns, so that a noisy machine is noisy for all of them. */

export type Way = { readonly name: string; run(): void }

export type Measured = { readonly name: string; readonly nsPerRun: number; readonly ratio: number }

const rounds = 15

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? NaN
}

/** How many runs take about `ms`. */
function runsFor(way: Way, ms: number): number {
  // The first run may build what the others use.
  way.run()
  for (let runs = 1; ; runs *= 2) {
    const startedMs = performance.now()
    for (let run = 0; run < runs; run += 1) way.run()
    if (performance.now() - startedMs >= ms / 2) return runs * 2
  }
}

/** The median of each over the rounds; `ratio` is to the first. */
export function compare(ways: readonly Way[], msPerRound = 20): Measured[] {
  const runs = ways.map((way) => runsFor(way, msPerRound))
  const taken: number[][] = ways.map(() => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, way] of ways.entries()) {
      const count = runs[index] ?? 1
      const startedMs = performance.now()
      for (let run = 0; run < count; run += 1) way.run()
      taken[index]?.push(((performance.now() - startedMs) * 1e6) / count)
    }
  }
  const medians = taken.map(medianOf)
  const first = medians[0] ?? NaN
  return ways.map(({ name }, index) => ({
    name,
    nsPerRun: medians[index] ?? NaN,
    ratio: (medians[index] ?? NaN) / first,
  }))
}

function timeText(ns: number): string {
  if (ns >= 1e6) return `${(ns / 1e6).toFixed(2)} ms`
  return ns >= 1e3 ? `${(ns / 1e3).toFixed(2)} µs` : `${ns.toFixed(1)} ns`
}

export function print(title: string, measured: readonly Measured[]): void {
  console.log(`\n${title}`)
  const width = Math.max(...measured.map(({ name }) => name.length))
  for (const { name, nsPerRun, ratio } of measured)
    console.log(`  ${name.padEnd(width)}  ${timeText(nsPerRun).padStart(10)}  ${ratio.toFixed(2)}×`)
}
