/** Finds the folders of recorded data that may lie beside a checkout, and says so where they do not. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** `market-data` or `fixtures`: the folder's path, or null with a printed line when it is absent. */
export function recordedFolder(name: 'market-data' | 'fixtures'): string | null {
  const path = fileURLToPath(new URL(`../../../shared/${name}`, import.meta.url))
  if (existsSync(path)) return path
  console.info(`not run: no recorded ${name} beside this checkout`)
  return null
}
