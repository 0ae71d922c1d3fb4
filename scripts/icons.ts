/** `node scripts/icons.ts`: draws `build/*.svg` in the installed browser and writes every icon that the packages and the tray need. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { format, resolveConfig } from 'prettier'
import { browserForTests, quietFlags } from './browsers.ts'
import { root } from './build.ts'

const folder = join(root, 'build')
const linuxSizes = [16, 32, 48, 64, 128, 256, 512]
const windowsSizes = [16, 24, 32, 48, 64, 256]
/** Apple's type codes of entries that hold a PNG, by pixels. */
const macTypes = { 64: 'icp6', 128: 'ic07', 256: 'ic08', 512: 'ic09', 1024: 'ic10' } as const

async function draw(page: Page, svg: string, pixels: number, colour = 'black'): Promise<Buffer> {
  await page.setViewportSize({ width: pixels, height: pixels })
  await page.setContent(
    `<style>*{margin:0}svg{display:block;width:${pixels}px;height:${pixels}px;color:${colour}}</style>${svg}`,
  )
  return page.screenshot({ omitBackground: true })
}

/** Windows' container: a directory of entries, then the PNGs. */
function ico(images: readonly { pixels: number; png: Buffer }[]): Buffer {
  const head = Buffer.alloc(6 + 16 * images.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(images.length, 4)
  let offset = head.length
  for (const [index, { pixels, png }] of images.entries()) {
    const at = 6 + 16 * index
    // 0 stands for 256.
    head.writeUInt8(pixels % 256, at)
    head.writeUInt8(pixels % 256, at + 1)
    head.writeUInt16LE(1, at + 4)
    head.writeUInt16LE(32, at + 6)
    head.writeUInt32LE(png.length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    offset += png.length
  }
  return Buffer.concat([head, ...images.map(({ png }) => png)])
}

/** macOS' container: typed, length-prefixed chunks. */
function icns(images: readonly { type: string; png: Buffer }[]): Buffer {
  const chunks = images.map(({ type, png }) => {
    const head = Buffer.alloc(8)
    head.write(type, 'ascii')
    head.writeUInt32BE(png.length + 8, 4)
    return Buffer.concat([head, png])
  })
  const body = Buffer.concat(chunks)
  const head = Buffer.alloc(8)
  head.write('icns', 'ascii')
  head.writeUInt32BE(body.length + 8, 4)
  return Buffer.concat([head, body])
}

const browser = await chromium.launch({ executablePath: browserForTests(), args: [...quietFlags] })
try {
  const page = await browser.newPage()
  const icon = readFileSync(join(folder, 'icon.svg'), 'utf8')
  const tray = readFileSync(join(folder, 'tray.svg'), 'utf8')
  const drawn = new Map<number, Buffer>()
  const png = async (pixels: number) => {
    const made = drawn.get(pixels) ?? (await draw(page, icon, pixels))
    drawn.set(pixels, made)
    return made
  }

  rmSync(join(folder, 'icons'), { recursive: true, force: true })
  mkdirSync(join(folder, 'icons'), { recursive: true })
  for (const pixels of linuxSizes)
    writeFileSync(join(folder, `icons/${pixels}x${pixels}.png`), await png(pixels))
  const windows = []
  for (const pixels of windowsSizes) windows.push({ pixels, png: await png(pixels) })
  writeFileSync(join(folder, 'icon.ico'), ico(windows))
  const mac = []
  for (const [pixels, type] of Object.entries(macTypes)) mac.push({ type, png: await png(Number(pixels)) })
  writeFileSync(join(folder, 'icon.icns'), icns(mac))

  const base64 = async (svg: string, pixels: number, colour: string) =>
    (await draw(page, svg, pixels, colour)).toString('base64')
  const badge = '<svg viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="#f2667a"/></svg>'
  const target = join(root, 'electron/desktop/icon-data.ts')
  const text = `/** The tray's and badge's pictures as base64 PNG, so that the app has no file to lose. Made by \`scripts/icons.ts\`. */

/** Black on transparent: macOS recolours it to suit its menu bar. */
export const trayTemplate = { x1: '${await base64(tray, 16, 'black')}', x2: '${await base64(tray, 32, 'black')}' }
/** In colour, for light and dark panels alike. */
export const trayColour = { x1: '${await base64(icon, 22, 'black')}', x2: '${await base64(icon, 44, 'black')}' }
/** Over the taskbar button on Windows. */
export const badge = '${await base64(badge, 16, 'black')}'
`
  writeFileSync(target, await format(text, { ...(await resolveConfig(target)), parser: 'typescript' }))
} finally {
  await browser.close()
}
