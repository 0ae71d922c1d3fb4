/** Where firings are sent: this computer, which follows the settings, and webhooks, whose secrets live with the host. */
import { codedError, toAppError } from '../../shared/errors.ts'
import type { Target, TargetDraft } from '../../shared/model/delivery.ts'
import type { Settings } from '../../shared/model/settings.ts'
import type { TargetTable, WebhookTarget } from '../store/targets.ts'
import { targetUrl } from './address-guard.ts'
import { desktopAsTarget, desktopTarget } from './plan.ts'
import { newSecret, signingKeys } from './sign.ts'

export type TargetsDeps = {
  readonly table: Pick<TargetTable, 'list' | 'get' | 'save' | 'delete'>
  /** `set` of null removes; it rejects with `unsupported` where nothing can keep a secret. */
  readonly secrets: {
    get(name: string): Promise<string | null>
    set(name: string, value: string | null): Promise<void>
  }
  settings(): Pick<Settings, 'notifications'>
  setNotifications(enabled: boolean): void | Promise<void>
  /** The list is another one. */
  changed(): void
  /** Something that the user should know. */
  notice(text: string): void
  newId(): string
}

export type Targets = {
  /** The desktop first. */
  list(): Target[]
  get(id: string): Target | null
  /** `newSecret` where one was made: it is told once. Throws `bad-request`, `not-found`, or what the key store said. */
  save(draft: TargetDraft): Promise<Target & { newSecret?: string }>
  /** Throws `not-found`, and `conflict` for the desktop. */
  delete(id: string): Promise<void>
  /** Switches a webhook off, and keeps why. */
  disable(id: string, reason: string): void
  /** For signing only. Null where there is none (any more); rejects where it can't be read. */
  secret(id: string): Promise<string | null>
}

const secretName = (id: string): string => `target:${id}`

export function createTargets(deps: TargetsDeps): Targets {
  const { table, secrets } = deps
  /** Secrets that nothing keeps: used until Tickerdeck ends. */
  const unkept = new Map<string, string>()

  const keepSecret = async (id: string, name: string, secret: string | null): Promise<void> => {
    unkept.delete(id)
    try {
      await secrets.set(secretName(id), secret)
    } catch (error) {
      if (toAppError(error).code !== 'unsupported') throw error
      if (secret === null) return
      // Better a signature until the end than none; the user is told.
      unkept.set(id, secret)
      deps.notice(
        `The signing secret of ${name} is not stored and is forgotten when Tickerdeck ends: nothing here can keep secrets.`,
      )
    }
  }

  const saveDesktop = async ({ kind, enabled }: TargetDraft): Promise<Target> => {
    if (kind !== 'desktop') throw codedError('bad-request', 'the desktop target stays what it is')
    await deps.setNotifications(enabled)
    deps.changed()
    return { ...desktopAsTarget(deps.settings()), enabled }
  }

  /** Checked before anything is kept. */
  const secretToKeep = (secret: string | null | undefined): string | null | undefined => {
    if (secret === '') return newSecret()
    if (typeof secret === 'string') signingKeys(secret.trim())
    return typeof secret === 'string' ? secret.trim() : secret
  }

  return {
    list: () => [desktopAsTarget(deps.settings()), ...table.list()],
    get: (id) => (id === desktopTarget ? desktopAsTarget(deps.settings()) : table.get(id)),
    async save(draft) {
      if (draft.kind === 'desktop' || draft.id === desktopTarget) {
        if (draft.id !== undefined && draft.id !== desktopTarget)
          throw codedError('bad-request', `${draft.id} is a webhook and stays one`)
        return saveDesktop(draft)
      }
      const before = draft.id === undefined ? null : table.get(draft.id)
      if (draft.id !== undefined && before === null) throw codedError('not-found', `no target ${draft.id}`)
      const { name, enabled, allowPrivate } = draft
      if (draft.url === null) throw codedError('bad-request', 'a webhook needs an address')
      const url = targetUrl(draft.url, allowPrivate).href
      const secret = secretToKeep(draft.secret)
      const id = draft.id ?? deps.newId()
      if (secret !== undefined) await keepSecret(id, name, secret)
      const hasSecret = secret === undefined ? (before?.hasSecret ?? false) : secret !== null
      const target: WebhookTarget = {
        ...{ id, kind: 'webhook', name, enabled, url, hasSecret, allowPrivate },
        // Whoever switches it on again has seen why it was off.
        disabledReason: enabled ? null : (before?.disabledReason ?? null),
      }
      table.save(target)
      deps.changed()
      return draft.secret === '' && typeof secret === 'string' ? { ...target, newSecret: secret } : target
    },
    async delete(id) {
      if (id === desktopTarget)
        throw codedError('conflict', 'the desktop target stays; it can be switched off')
      const target = table.get(id)
      if (target === null) throw codedError('not-found', `no target ${id}`)
      table.delete(id)
      deps.changed()
      if (target.hasSecret) await keepSecret(id, target.name, null)
    },
    disable(id, reason) {
      const target = table.get(id)
      if (target === null || target.url === null) return
      table.save({
        ...target,
        kind: 'webhook',
        url: target.url,
        enabled: false,
        disabledReason: reason,
      })
      deps.changed()
    },
    secret: async (id) => unkept.get(id) ?? secrets.get(secretName(id)),
  }
}
