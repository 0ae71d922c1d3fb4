/** Calls about alert rules, the log of firings, targets and deliveries. */
import { codedError } from '../../../shared/errors.ts'
import type { Target } from '../../../shared/model/delivery.ts'
import type { CoreHandlers } from '../../bridge/handlers.ts'
import type { Parts } from '../parts.ts'

type Names =
  | 'alerts.list'
  | 'alerts.save'
  | 'alerts.delete'
  | 'alerts.pause'
  | 'alerts.resume'
  | 'alerts.rehearse'
  | 'alerts.explain'
  | 'firings.list'
  | 'firings.acknowledge'
  | 'targets.list'
  | 'targets.save'
  | 'targets.delete'
  | 'targets.test'
  | 'deliveries.list'
  | 'deliveries.retry'

const desktopTarget = 'desktop'

export function alertHandlers(parts: Parts): Pick<CoreHandlers, Names> {
  const { alerts, store, outbox, deps } = parts

  const theTarget = (): Target => ({
    id: desktopTarget,
    kind: 'desktop',
    name: 'This computer',
    enabled: store.settings.get().notifications,
  })

  const requireTarget = (id: string): void => {
    if (id !== desktopTarget) throw codedError('not-found', `no target ${id}`)
  }

  return {
    'alerts.list': () => alerts.list(),
    'alerts.save': (draft) => alerts.save(draft),
    'alerts.delete': ({ ids }) => alerts.delete(ids),
    'alerts.pause': ({ ids }) => alerts.pause(ids),
    'alerts.resume': ({ ids }) => alerts.resume(ids),
    'alerts.rehearse': ({ rule, days }) => alerts.rehearse(rule, days),
    'alerts.explain': ({ id, at }) => alerts.explain(id, at),
    'firings.list': ({ limit, before, instrument }) =>
      store.firings.list({
        limit: limit ?? 100,
        ...(before === undefined ? {} : { before }),
        ...(instrument === undefined ? {} : { instrument }),
      }),
    'firings.acknowledge': ({ ids }) => {
      store.firings.acknowledge(ids, deps.clock.now())
      for (const id of ids) {
        const firing = store.firings.get(id)
        if (firing !== null) parts.emit({ name: 'firing', payload: firing })
      }
      return { ok: true }
    },
    'targets.list': () => [theTarget()],
    'targets.save': ({ id, enabled }) => {
      requireTarget(id)
      store.settings.save({ notifications: enabled })
      parts.changed('settings')
      parts.changed('targets')
      return theTarget()
    },
    'targets.delete': ({ id }) => {
      requireTarget(id)
      throw codedError('unsupported', 'the desktop target is built in: switch it off instead')
    },
    'targets.test': ({ id }) => {
      requireTarget(id)
      return outbox.test()
    },
    'deliveries.list': ({ limit, firing }) =>
      store.deliveries.list({ limit: limit ?? 100, ...(firing === undefined ? {} : { firing }) }),
    'deliveries.retry': ({ id }) => outbox.retry(id),
  }
}
