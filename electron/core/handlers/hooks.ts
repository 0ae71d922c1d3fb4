/** Calls about the addresses given out and the inbox of received webhooks. */
import type { CoreHandlers } from '../../bridge/handlers.ts'
import type { Parts } from '../parts.ts'

type Names =
  | 'hooks.sources.list'
  | 'hooks.sources.save'
  | 'hooks.sources.delete'
  | 'hooks.sources.rotate'
  | 'hooks.sources.configure'
  | 'hooks.sources.rotateSecret'
  | 'hooks.sources.dropSecret'
  | 'hooks.inbox.list'
  | 'hooks.inbox.get'
  | 'hooks.inbox.replay'
  | 'hooks.test'

export function hookHandlers({ webhooks }: Parts): Pick<CoreHandlers, Names> {
  const { sources, inbox } = webhooks
  return {
    'hooks.sources.list': () => sources.list(),
    'hooks.sources.save': ({ id, name, enabled }) =>
      sources.save({ name, enabled, ...(id === undefined ? {} : { id }) }),
    'hooks.sources.delete': ({ id }) => {
      sources.delete(id)
      return { ok: true }
    },
    'hooks.sources.rotate': ({ id }) => sources.rotate(id),
    'hooks.sources.configure': ({ id, verification, secret }) => sources.configure(id, verification, secret),
    'hooks.sources.rotateSecret': ({ id, secret }) => sources.rotateSecret(id, secret),
    'hooks.sources.dropSecret': ({ id }) => sources.dropSecret(id),
    'hooks.inbox.list': ({ limit, before, instrument }) =>
      inbox.list({
        limit: limit ?? 100,
        ...(before === undefined ? {} : { before }),
        ...(instrument === undefined ? {} : { instrument }),
      }),
    'hooks.inbox.get': ({ id }) => inbox.get(id),
    'hooks.inbox.replay': ({ id }) => inbox.replay(id),
    'hooks.test': ({ source }) => webhooks.test(source),
  }
}
