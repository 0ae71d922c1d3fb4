/** Holds the page to its size budget: everything that loads before the first paint, compressed as a server would. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { ensureBuilt, outDir } from './build.ts'

const budgetBytes = 350 * 1024

await ensureBuilt()
const html = readFileSync(join(outDir, 'renderer/index.html'), 'utf8')
const files = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(
  (match) => match[1] ?? '',
)
if (files.length === 0) throw new Error('index.html names no script: nothing was measured')
let total = gzipSync(html).length
for (const file of files) {
  const size = gzipSync(readFileSync(join(outDir, 'renderer', file))).length
  total += size
  console.log(`${(size / 1024).toFixed(1).padStart(7)} KiB  ${file}`)
}
console.log(`${(total / 1024).toFixed(1).padStart(7)} KiB of ${budgetBytes / 1024} KiB, gzip, to first paint`)
process.exitCode = total <= budgetBytes ? 0 : 1
