/** `npm run pack:check`: packs the app around a stand-in for Electron and proves that what it loads is inside, and nothing else. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extractFile, listPackage } from '@electron/asar'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { Arch, build, Platform, type AfterPackContext } from 'electron-builder'
import { ensureBuilt, root } from './build.ts'
import { makeElectronStandIn } from './electron-stand-in.ts'
import { walkPackedApp, type PackedFiles } from './packed-files.ts'

const problems: string[] = []
const expect = (holds: boolean, problem: string) => {
  if (!holds) problems.push(problem)
}

type DesktopEntry = { readonly name: string; readonly text: string }
/** What is used of the packer's inside: the code that deb and AppImage write the .desktop file with. */
type LinuxTargetHelper = {
  /** Without its ending. */
  getDesktopFileName(): string
  computeDesktopEntry(options: object): Promise<string>
}

async function desktopEntryOf(context: AfterPackContext): Promise<DesktopEntry> {
  const fromBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder'))
  const helpers = fromBuilder('app-builder-lib/out/targets/LinuxTargetHelper.js') as {
    LinuxTargetHelper: new (packager: AfterPackContext['packager']) => LinuxTargetHelper
  }
  const helper = new helpers.LinuxTargetHelper(context.packager)
  const options = context.packager.platformSpecificBuildOptions
  return { name: helper.getDesktopFileName(), text: await helper.computeDesktopEntry(options) }
}

/** Answers the packed folder's path and the .desktop file that installers would put beside it. */
async function pack(folder: string): Promise<{ app: string; entry: DesktopEntry | null }> {
  const electronDist = join(folder, 'electron')
  makeElectronStandIn(electronDist)
  let entry: DesktopEntry | null = null
  await build({
    projectDir: root,
    targets: Platform.LINUX.createTarget('dir', Arch.x64),
    publish: 'never',
    config: {
      electronDist,
      directories: { output: join(folder, 'release') },
      afterPack: async (context: AfterPackContext) => {
        entry = await desktopEntryOf(context)
      },
    },
  })
  return { app: join(folder, 'release/linux-unpacked'), entry }
}

function openArchive(archive: string): PackedFiles {
  const all = listPackage(archive, { isPack: false }).map((name) =>
    name.replaceAll('\\', '/').replace(/^\//, ''),
  )
  // Folders are listed too; a folder is what something else is in.
  const names = all.filter((name) => !all.some((other) => other.startsWith(`${name}/`)))
  return { names, read: (name) => extractFile(archive, name).toString('utf8') }
}

function checkArchive(files: PackedFiles): void {
  const manifest = JSON.parse(files.read('package.json')) as Record<string, unknown>
  expect(manifest['main'] === 'out/main/index.mjs', 'package.json: main is not out/main/index.mjs')
  expect(manifest['type'] === 'module', 'package.json: type is not module')
  expect(manifest['productName'] === 'Tickerdeck', 'package.json: productName is not Tickerdeck')
  expect(
    manifest['desktopName'] === 'com.tickerdeck.app.desktop',
    'package.json: desktopName is not the app id',
  )
  expect(!('devDependencies' in manifest), 'package.json: holds devDependencies')
  expect(Object.keys(manifest['dependencies'] ?? {}).length === 0, 'package.json: holds dependencies')
  const walk = walkPackedApp(files, String(manifest['main']))
  problems.push(...walk.problems)
  for (const name of files.names) {
    expect(walk.loaded.has(name) || name === 'package.json', `${name} is inside, but nothing loads it`)
  }
}

const { ENABLE, DISABLE, INHERIT } = FuseState
const wantedFuses: readonly (readonly [FuseV1Options, FuseState])[] = [
  [FuseV1Options.RunAsNode, DISABLE],
  [FuseV1Options.EnableCookieEncryption, ENABLE],
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable, DISABLE],
  [FuseV1Options.EnableNodeCliInspectArguments, DISABLE],
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, ENABLE],
  [FuseV1Options.OnlyLoadAppFromAsar, ENABLE],
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot, DISABLE],
  [FuseV1Options.GrantFileProtocolExtraPrivileges, DISABLE],
  [FuseV1Options.WasmTrapHandlers, ENABLE],
]

async function checkFuses(binary: string): Promise<void> {
  const wire = await getCurrentFuseWire(binary)
  for (const [fuse, state] of wantedFuses) {
    const found = wire[fuse] ?? INHERIT
    expect(found === state, `fuse ${FuseV1Options[fuse]} is ${FuseState[found]}, not ${FuseState[state]}`)
  }
}

function checkEntry(entry: DesktopEntry | null): void {
  if (entry === null) return void problems.push('no .desktop file was made')
  expect(entry.name === 'com.tickerdeck.app', `the .desktop file is called ${entry.name}.desktop`)
  const lines = entry.text.split('\n')
  const value = (key: string) => lines.find((line) => line.startsWith(`${key}=`))?.slice(key.length + 1)
  expect(value('Name') === 'Tickerdeck', '.desktop: Name')
  expect(/^\S*tickerdeck\S* %U$/.test(value('Exec') ?? ''), `.desktop: Exec is ${value('Exec')}`)
  expect(
    value('StartupWMClass') === 'com.tickerdeck.app',
    `.desktop: StartupWMClass is ${value('StartupWMClass')}`,
  )
  expect(value('MimeType') === 'x-scheme-handler/tickerdeck;', `.desktop: MimeType is ${value('MimeType')}`)
  expect((value('Categories') ?? '').includes('Finance'), `.desktop: Categories is ${value('Categories')}`)
  expect(!entry.text.includes('--no-sandbox'), '.desktop: the sandbox is switched off')
}

await ensureBuilt()
const folder = mkdtempSync(join(tmpdir(), 'tickerdeck-pack-'))
try {
  const { app, entry } = await pack(folder)
  const files = openArchive(join(app, 'resources/app.asar'))
  checkArchive(files)
  await checkFuses(join(app, 'tickerdeck'))
  checkEntry(entry)
  const beside = readdirSync(join(app, 'resources')).filter((name) => name !== 'app.asar')
  expect(beside.length === 0, `beside app.asar there is ${beside.join(', ')}`)
  for (const problem of problems) console.error(`pack: ${problem}`)
  if (problems.length === 0)
    console.log(`pack: all ${files.names.length} files of app.asar are loaded, none is missing`)
  process.exitCode = problems.length === 0 ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
