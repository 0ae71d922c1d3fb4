/** Plays a sound: the one place that touches the loudspeaker. */
import type { BuiltInSound, Sound } from '../../../shared/alerts/actions.ts'
import { actions } from '../actions.ts'
import { appStore } from '../store.ts'
import { played, refusedByBrowser, type PlayOutcome } from './outcome.ts'
import { recipes, renderRecipe } from './recipes.ts'

const unlockWithinMs = 300

let context: AudioContext | null = null
const buffers = new Map<string, Promise<AudioBuffer>>()
const playing = new Set<AudioBufferSourceNode>()

function builtIn(audio: AudioContext, name: BuiltInSound): AudioBuffer {
  const samples = renderRecipe(recipes[name], audio.sampleRate)
  const buffer = audio.createBuffer(1, samples.length, audio.sampleRate)
  buffer.copyToChannel(samples, 0)
  return buffer
}

async function ownFile(audio: AudioContext, id: string): Promise<AudioBuffer> {
  const { base64 } = await actions.call('sounds.get', { id })
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  return audio.decodeAudioData(bytes.buffer)
}

/** Made or decoded once. A file that is gone or can't be decoded is the bell, and is asked for again the next time. */
async function bufferOf(audio: AudioContext, name: Sound['name']): Promise<AudioBuffer> {
  const held = buffers.get(name)
  if (held !== undefined) return held
  const own = name.startsWith('own:') ? name.slice('own:'.length) : null
  const made = own === null ? Promise.resolve(builtIn(audio, name as BuiltInSound)) : ownFile(audio, own)
  buffers.set(name, made)
  try {
    return await made
  } catch {
    buffers.delete(name)
    return bufferOf(audio, 'bell')
  }
}

const isRunning = ({ state }: AudioContext): boolean => state === 'running'

/** Whether this window may make a sound now; asks the browser again. */
export async function unlockSound(): Promise<boolean> {
  if (typeof AudioContext === 'undefined') return false
  context ??= new AudioContext()
  if (isRunning(context)) return true
  // Where it is not allowed, the promise stays open until it is.
  const waited = new Promise<void>((resolve) => setTimeout(resolve, unlockWithinMs))
  await Promise.race([context.resume(), waited]).catch(() => undefined)
  return isRunning(context)
}

/** Plays it now, at its own volume times that of the settings, whether or not sounds are on: for whoever asks to hear one. */
export async function playSound(sound: Sound): Promise<PlayOutcome> {
  if (!(await unlockSound()) || context === null) return refusedByBrowser
  const source = context.createBufferSource()
  const volume = context.createGain()
  volume.gain.value = sound.volume * appStore.getState().settings.soundVolume
  source.buffer = await bufferOf(context, sound.name)
  source.connect(volume).connect(context.destination)
  source.addEventListener('ended', () => playing.delete(source))
  playing.add(source)
  source.start()
  return played
}

/** Ends what is sounding. */
export function stopSounds(): void {
  for (const source of playing) source.stop()
  playing.clear()
}

/** A file that was replaced or deleted is asked for anew. */
export function forgetSounds(): void {
  for (const name of buffers.keys()) if (name.startsWith('own:')) buffers.delete(name)
}
