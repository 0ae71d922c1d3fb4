/** Where firings are sent: this computer, which follows the settings, and outbound targets, whose secrets live with the host. */
import { codedError, toAppError } from '../../shared/errors.ts'
import type { DeliveryPreview, Target, TargetDraft } from '../../shared/model/delivery.ts'
import type { Settings } from '../../shared/model/settings.ts'
import type { OutboundTarget, TargetTable } from '../store/targets.ts'
import { desktopAsTarget, desktopTarget, type PlanSettings } from './plan.ts'
import { previewOf } from './preview.ts'
import { checkOptions, secretToKeep, urlToKeep } from './target-checks.ts'

export type TargetsDeps = {
  readonly table: Pick<TargetTable, 'list' | 'get' | 'save' | 'delete'>
  /** `set` of null removes; it rejects with `unsupported` where nothing can keep a secret. */
  readonly secrets: {
    get(name: string): Promise<string | null>
    set(name: string, value: string | null): Promise<void>
  }
  settings(): Pick<Settings, 'notifications'> & Partial<PlanSettings>
  now(): number
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
  /** Throws `not-found`, and what a draft lacks. */
  preview(of: { readonly id: string } | { readonly draft: TargetDraft }): Promise<DeliveryPreview>
  /** Throws `not-found`, and `conflict` for the desktop. */
  delete(id: string): Promise<void>
  /** Switches an outbound one off, and keeps why. */
  disable(id: string, reason: string): void
  /** For sending only. Null where there is none (any more); rejects where it can't be read. */
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
        `The secret of ${name} is not stored and is forgotten when Tickerdeck ends: nothing here can keep secrets.`,
      )
    }
  }

  const saveDesktop = async ({ kind, enabled }: TargetDraft): Promise<Target> => {
    if (kind !== 'desktop') throw codedError('bad-request', 'the desktop target stays what it is')
    await deps.setNotifications(enabled)
    deps.changed()
    return { ...desktopAsTarget(deps.settings()), enabled }
  }

  return {
    list: () => [desktopAsTarget(deps.settings()), ...table.list()],
    get: (id) => (id === desktopTarget ? desktopAsTarget(deps.settings()) : table.get(id)),
    async save(draft) {
      if (draft.kind === 'desktop' || draft.id === desktopTarget) {
        if (draft.id !== undefined && draft.id !== desktopTarget)
          throw codedError('bad-request', `${draft.id} is not this computer and stays what it is`)
        return saveDesktop(draft)
      }
      const before = draft.id === undefined ? null : table.get(draft.id)
      if (draft.id !== undefined && before === null) throw codedError('not-found', `no target ${draft.id}`)
      const { name, kind, enabled, allowPrivate } = draft
      // Its secret is of a kind, too.
      if (before !== null && before.kind !== kind)
        throw codedError('bad-request', `${before.name} is of the kind ${before.kind} and stays so`)
      const options = draft.options ?? before?.options
      // Checked before anything is kept.
      const url = urlToKeep(draft)
      checkOptions(draft, options ?? {})
      const secret = secretToKeep({ ...draft, options }, before?.hasSecret ?? false)
      const id = draft.id ?? deps.newId()
      if (secret !== undefined) await keepSecret(id, name, secret)
      const hasSecret = secret === undefined ? (before?.hasSecret ?? false) : secret !== null
      const target: OutboundTarget = {
        ...{ id, kind, name, enabled, url, hasSecret, allowPrivate },
        // Whoever switches it on again has seen why it was off.
        disabledReason: enabled ? null : (before?.disabledReason ?? null),
        ...(options === undefined ? {} : { options }),
      }
      table.save(target)
      deps.changed()
      return kind === 'webhook' && draft.secret === '' && typeof secret === 'string'
        ? { ...target, newSecret: secret }
        : target
    },
    async preview(of) {
      const settings = { quietHours: null, ...deps.settings() }
      if ('id' in of) {
        const target = of.id === desktopTarget ? desktopAsTarget(settings) : table.get(of.id)
        if (target === null) throw codedError('not-found', `no target ${of.id}`)
        return previewOf(target, settings, deps.now())
      }
      const { draft } = of
      const before = draft.id === undefined ? null : table.get(draft.id)
      const options = draft.options ?? before?.options
      const url = urlToKeep(draft)
      checkOptions(draft, options ?? {})
      const hasSecret = draft.secret === undefined ? (before?.hasSecret ?? false) : draft.secret !== null
      const { kind, name, enabled, allowPrivate } = draft
      const target: Target = {
        ...{ id: draft.id ?? 'new', kind, name, enabled, url, hasSecret, allowPrivate, disabledReason: null },
        ...(options === undefined ? {} : { options }),
      }
      return previewOf(target, settings, deps.now())
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
      if (target === null || target.kind === 'desktop') return
      table.save({ ...target, kind: target.kind, enabled: false, disabledReason: reason })
      deps.changed()
    },
    secret: async (id) => unkept.get(id) ?? secrets.get(secretName(id)),
  }
}
