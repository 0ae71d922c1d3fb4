/** Where firings are sent, what was sent, and sound files of one's own: what a user can do to them. */
import type { MethodInput, MethodOutput } from '../../../shared/contract/methods.ts'
import type { ActionContext } from '../context.ts'
import { withDelivery } from './lists.ts'

export type DeliveryActions = {
  /** For forms that show a failure in place: rejects with a `CodedError`. */
  saveTarget(target: MethodInput<'targets.save'>): Promise<MethodOutput<'targets.save'>>
  deleteTarget(id: string): Promise<boolean>
  /** Sends one again, or each of several, one after the other. */
  retryDeliveries(ids: readonly string[]): Promise<void>
  /** Keeps the file as a sound; answers whether it is kept. */
  addSound(file: File): Promise<boolean>
  deleteSound(id: string): Promise<void>
}

const mostSoundBytes = 2_000_000

/** In pieces: one call with a million arguments is too many. */
function base64Of(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(text)
}

export function createDeliveryActions({ client, store, toast, attempt }: ActionContext): DeliveryActions {
  return {
    async saveTarget(target) {
      const saved = await client.call('targets.save', target)
      const { newSecret: _, ...kept } = saved
      store.setState(({ targets }) => ({
        targets: targets.some(({ id }) => id === kept.id)
          ? targets.map((each) => (each.id === kept.id ? kept : each))
          : [...targets, kept],
      }))
      return saved
    },
    async deleteTarget(id) {
      if ((await attempt('The target was not deleted', 'targets.delete', { id })) === null) return false
      store.setState(({ targets }) => ({ targets: targets.filter((target) => target.id !== id) }))
      return true
    },
    async retryDeliveries(ids) {
      for (const id of ids) {
        const delivery = await attempt('It was not sent again', 'deliveries.retry', { id })
        if (delivery === null) return
        store.setState((state) => ({ deliveries: withDelivery(state.deliveries, delivery) }))
      }
    },
    async addSound(file) {
      if (file.size > mostSoundBytes) {
        toast({
          kind: 'error',
          title: `${file.name} was not added`,
          body: 'A sound file may have at most 2 MB. Choose a shorter one.',
        })
        return false
      }
      const base64 = base64Of(new Uint8Array(await file.arrayBuffer()))
      const name = file.name.replace(/\.\w+$/u, '').slice(0, 80) || 'Sound'
      const sound = await attempt(`${file.name} was not added`, 'sounds.save', { name, base64 })
      if (sound === null) return false
      store.setState(({ sounds }) => ({ sounds: [...sounds.filter(({ id }) => id !== sound.id), sound] }))
      return true
    },
    async deleteSound(id) {
      if ((await attempt('The sound was not deleted', 'sounds.delete', { id })) === null) return
      store.setState(({ sounds }) => ({ sounds: sounds.filter((sound) => sound.id !== id) }))
    },
  }
}
