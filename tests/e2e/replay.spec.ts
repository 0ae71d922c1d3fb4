/** Recorded candles through the same exchange: from the command line and from the file picker. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, noFailures, test } from './support/fixtures.ts'

const startAt = Date.UTC(2020, 0, 6)

/** Minute candles that rise and fall between 100 and 110. */
function csv(rows: number): string {
  const lines = ['Date,Close,High,Low,Open,Volume']
  let open = 100
  for (let row = 0; row < rows; row += 1) {
    const close = Number((105 + 5 * Math.sin(row / 7)).toFixed(2))
    const high = Math.max(open, close) + 0.5
    const low = Math.min(open, close) - 0.5
    const time = new Date(startAt + row * 60_000).toISOString()
    lines.push(`${time},${close},${high.toFixed(2)},${low.toFixed(2)},${open},${10 + row}`)
    open = close
  }
  return lines.join('\n')
}

// The name is settled when the file is read, since options of a group need it; the files are there while tests run.
const folder = join(tmpdir(), `tickerdeck-replay-${process.pid}`)
const good = join(folder, 'my recording.csv')
const bad = join(folder, 'bad.csv')
test.beforeAll(() => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(good, csv(600))
  writeFileSync(bad, csv(20).replace(/\n([^\n]*),[\d.]+,[\d.]+\n/, '\n$1,oops,1\n'))
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.describe('from the command line', () => {
  test.use({
    failures: { ...noFailures, shellArgs: ['--replay', good, '--speed', '60'] },
  })

  test('plays the file: history up to its clock, then live ticks', async ({ desk, script }) => {
    const status = await script.call('replay.status', {})
    expect(status.active).toBe(true)
    await desk.watchlist.tab('Replay').click()
    const row = desk.watchlist.rows().first()
    await row.click()
    await expect(desk.chart.panel()).toContainText('Replay')
    const last = row.getByRole('gridcell').nth(1)
    await expect(last).toHaveText(/^1[01]\d\.\d\d$/)
    const before = await last.textContent()
    await expect(last).not.toHaveText(before ?? '', { timeout: 20_000 })
    if (status.instrument === null) throw new Error('a replay names its instrument')
    const { candles } = await script.call('candles.get', { instrument: status.instrument, interval: '1m' })
    expect(candles.length).toBeGreaterThan(100)
    expect(candles[0]?.openAt).toBe(startAt)
  })
})

test('plays a picked file, and refuses a bad one by line and reason, changing nothing', async ({
  desk,
  page,
  script,
}) => {
  const pick = async (file: string) => {
    await desk.openSettings()
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Choose a file' }).click()
    await (await chooser).setFiles(file)
  }
  await pick(bad)
  await expect(desk.toasts().filter({ hasText: /line \d+/i })).toBeVisible()
  expect((await script.call('replay.status', {})).active).toBe(false)
  await page.keyboard.press('Escape')
  await pick(good)
  await expect(desk.watchlist.tab('Replay')).toBeVisible()
  expect((await script.call('replay.status', {})).active).toBe(true)
  // Ended and begun again: nothing is left asking for what is gone, and what came back is live.
  await desk.search('End the replay')
  await expect(desk.watchlist.tab('Replay')).toHaveCount(0)
  await expect(desk.chart.panel()).not.toContainText('Replay')
  await page.keyboard.press('Escape')
  await pick(good)
  await desk.watchlist.tab('Replay').click()
  await expect(desk.watchlist.rows().first()).toHaveAttribute('data-state', 'simulated')
  await expect
    .poll(async () => (await script.call('feeds.status', {}))[0])
    .toMatchObject({ state: 'live', refused: [] })
})
