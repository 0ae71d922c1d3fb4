/** Calls about what fired and where it is sent: the log, targets, deliveries, and sounds of one's own. */
import { codedError } from '../../../shared/errors.ts'
import type { CoreHandlers } from '../../bridge/handlers.ts'
import { exportLog } from '../log-export.ts'
import type { Parts } from '../parts.ts'

type Names = Extract<
  keyof CoreHandlers,
  `firings.${string}` | `sounds.${string}` | `targets.${string}` | `deliveries.${string}`
>

const mostDeliveries = 200

export function firingHandlers(parts: Parts): Pick<CoreHandlers, Names> {
  const { store, outbox, targets, deps } = parts
  return {
    'firings.list': ({ limit, ...query }) => store.firings.list({ ...query, limit: limit ?? 100 }),
    'firings.get': ({ id }) => {
      const firing = store.firings.get(id)
      if (firing === null) throw codedError('not-found', `no firing ${id}`)
      return {
        firing,
        deliveries: store.deliveries.list({ limit: mostDeliveries, firing: id }),
        reports: store.firingReports.list(id),
      }
    },
    'firings.export': ({ format, filter }) => exportLog(store.firings.each(filter), format),
    'firings.acknowledge': ({ ids }) => {
      const changed = store.firings.acknowledge(ids, deps.clock.now())
      outbox.acknowledged(changed.map(({ id }) => id))
      for (const firing of changed) parts.emit({ name: 'firing', payload: firing })
      parts.badge()
      return { ok: true }
    },
    'firings.report': ({ reports }) => {
      store.firingReports.insert(reports)
      return { ok: true }
    },
    'sounds.list': () => store.sounds.list(),
    'sounds.get': ({ id }) => {
      const sound = store.sounds.get(id)
      if (sound === null) throw codedError('not-found', `no sound ${id}`)
      const { bytes, ...about } = sound
      return { ...about, base64: Buffer.from(bytes).toString('base64') }
    },
    'sounds.save': ({ name, base64 }) => {
      const saved = store.sounds.save({
        ...{ id: crypto.randomUUID(), name },
        bytes: Buffer.from(base64, 'base64'),
      })
      parts.changed('sounds')
      return saved
    },
    'sounds.delete': ({ id }) => {
      if (!store.sounds.delete(id)) throw codedError('not-found', `no sound ${id}`)
      parts.changed('sounds')
      return { ok: true }
    },
    'targets.list': () => [...targets.list()],
    'targets.save': (draft) => targets.save(draft),
    'targets.delete': async ({ id }) => {
      await targets.delete(id)
      return { ok: true }
    },
    'targets.test': ({ id }) => outbox.test(id),
    'targets.preview': (of) => targets.preview(of),
    'deliveries.list': ({ limit, firing }) =>
      store.deliveries.list({ limit: limit ?? 100, ...(firing === undefined ? {} : { firing }) }),
    'deliveries.retry': ({ id }) => outbox.retry(id),
  }
}
