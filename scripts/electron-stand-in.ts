/** A folder that has the shape of Electron's Linux distribution, for packing where the real one can't be downloaded. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Marks the place of the fuses in Electron's binary; after it come the version, their number and one digit each. */
export const fuseSentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
/** Electron's own settings before packing flips them. */
const defaultFuses = '101100011'

export function makeElectronStandIn(folder: string): void {
  mkdirSync(join(folder, 'resources'), { recursive: true })
  mkdirSync(join(folder, 'locales'), { recursive: true })
  const fuses = Buffer.concat([
    Buffer.from(fuseSentinel),
    Buffer.from([1, defaultFuses.length]),
    Buffer.from(defaultFuses),
  ])
  const binary = Buffer.concat([Buffer.from('#!/bin/sh\nexit 1\n'), fuses, Buffer.from('\n')])
  writeFileSync(join(folder, 'electron'), binary, { mode: 0o755 })
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'locales/en-US.pak'])
    writeFileSync(join(folder, name), name)
}
