/** Finds Electron's binary, or downloads it within a bounded time, showing that it does. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../node_modules/electron')
const downloadLimitMs = 120_000
const connectLimitMs = 6_000
const downloadHost = 'https://github.com'

/** The binary that is on this machine now; null where there is none. Downloads nothing. */
export function presentElectron(): string | null {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  const pathFile = join(folder, 'path.txt')
  const name = existsSync(pathFile)
    ? readFileSync(pathFile, 'utf8')
    : process.platform === 'win32'
      ? 'electron.exe'
      : 'electron'
  const binary = join(override ?? join(folder, 'dist'), name)
  return existsSync(binary) ? binary : null
}

/** Whether a download can be had at all: asked first, so that a closed network costs seconds, not minutes. */
async function reachable(): Promise<string | null> {
  const mirror = process.env['ELECTRON_MIRROR'] ?? process.env['npm_config_electron_mirror'] ?? downloadHost
  try {
    await fetch(mirror, { method: 'HEAD', signal: AbortSignal.timeout(connectLimitMs) })
    return null
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    return `Electron can't be downloaded (${new URL(mirror).host}: ${cause || 'no answer'})`
  }
}

function download(): Promise<string | null> {
  return new Promise((resolve) => {
    const startedAt = Date.now()
    const child = spawn(process.execPath, [join(folder, 'install.js')], {
      stdio: ['ignore', 'inherit', 'pipe'],
    })
    let complaint = ''
    child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-2000)))
    const seconds = () => Math.round((Date.now() - startedAt) / 1000)
    const progress = setInterval(
      () =>
        process.stdout.write(
          `\rDownloading Electron, once: ${seconds()} s (at most ${downloadLimitMs / 1000} s) `,
        ),
      1000,
    )
    const limit = setTimeout(() => child.kill(), downloadLimitMs)
    child.on('exit', (code) => {
      clearInterval(progress)
      clearTimeout(limit)
      process.stdout.write('\n')
      if (code === 0) return resolve(null)
      const reason = complaint.trim().split('\n').at(-1) ?? ''
      resolve(
        code === null
          ? `the download took over ${downloadLimitMs / 1000} s`
          : `the download failed (${reason})`,
      )
    })
  })
}

/** `path`, or null and `why`, a clause for a sentence. */
export async function electronBinary(): Promise<{ path: string | null; why: string }> {
  const present = presentElectron()
  if (present !== null) return { path: present, why: '' }
  if (process.env['TICKERDECK_NO_DOWNLOAD'] === '1')
    return { path: null, why: 'TICKERDECK_NO_DOWNLOAD is set' }
  const why = (await reachable()) ?? (await download())
  const path = presentElectron()
  return { path, why: path === null ? (why ?? "Electron's binary is not there after its download") : '' }
}
