/** `npm run bench [name…]`: measures side by side and prints ratios; without a name all of them. */
import { benchAlerts } from './alerts.ts'
import { benchFrames } from './frames.ts'
import { benchIndicators } from './indicators.ts'
import { benchRehearsal } from './rehearsal.ts'
import { benchSearch } from './search.ts'

const benches: Readonly<Record<string, () => void | Promise<void>>> = {
  alerts: benchAlerts,
  frames: benchFrames,
  indicators: benchIndicators,
  rehearsal: benchRehearsal,
  search: benchSearch,
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => benches[name] === undefined)
if (unknown.length > 0) {
  console.error(`no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`)
  process.exitCode = 1
} else {
  for (const name of asked.length === 0 ? Object.keys(benches) : asked) await benches[name]?.()
}
