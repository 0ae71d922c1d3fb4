import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openDatabase } from '../../../../electron/store/database.ts'
import { createFiringReports, createFiringReportTable } from '../../../../electron/store/firing-reports.ts'
import { createSkips } from '../../../../electron/store/rows.ts'
import type { FiringReport } from '../../../../shared/alerts/firing.ts'
import { newFolder, now } from './with-folder.ts'

it('keeps what windows told, once, by firing and time, and all of a batch or nothing', () => {
  const { database } = openDatabase({
    ...{
      path: join(newFolder(), 'tickerdeck.db'),
      durability: 'full',
      migrations: [createFiringReports],
      now,
    },
  })
  const skips = createSkips()
  const table = createFiringReportTable(database, skips)
  const toast: FiringReport = { firing: 'f', channel: 'toast', outcome: 'shown', at: now + 2 }
  const sound: FiringReport = {
    firing: 'f',
    channel: 'sound',
    outcome: 'refused by the browser ✗',
    at: now + 1,
  }
  table.insert([toast, sound, { ...toast, firing: 'g' }])
  table.insert([
    { ...toast, outcome: 'told again' },
    { ...toast, at: now + 3 },
  ])
  expect(table.list('f')).toEqual([sound, toast, { ...toast, at: now + 3 }])
  expect(table.list('nobody')).toEqual([])
  const broken = { ...toast, firing: 'h', outcome: null as unknown as string }
  expect(() => table.insert([{ ...toast, firing: 'h' }, broken])).toThrow(/NOT NULL/)
  expect(table.list('h')).toEqual([])
  database.exec("UPDATE firing_reports SET channel = 'smoke' WHERE firing = 'g'")
  expect(table.list('g')).toEqual([])
  expect(skips.list()).toMatchObject([{ table: 'firing_reports', key: 'g' }])
  database.close()
})
