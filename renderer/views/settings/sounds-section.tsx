/** Sounds: on or off, how loud, the built-in ones to listen to, and files of one's own. */
import { Play, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { builtInSounds, type SoundName } from '../../../shared/alerts/actions.ts'
import { actions } from '../../state/actions.ts'
import { playSound } from '../../state/sound/player.ts'
import { played } from '../../state/sound/outcome.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Switch } from '../../ui/field.tsx'
import { pickFile } from '../../ui/files.ts'
import styles from './settings.module.css'

const soundFiles = '.wav,.mp3,.ogg,.oga,.flac,.m4a,audio/*'

async function listen(name: SoundName): Promise<void> {
  const outcome = await playSound({ name, volume: 1, untilAcknowledged: false })
  if (outcome !== played) actions.toast({ kind: 'error', title: 'The sound was not played', body: outcome })
}

const sizeText = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`

export function SoundsSection() {
  const on = useApp((state) => state.settings.sound)
  const volume = useApp((state) => state.settings.soundVolume)
  const own = useApp((state) => state.sounds)
  const [busy, setBusy] = useState(false)

  const add = (file: File): void => {
    setBusy(true)
    void actions.addSound(file).finally(() => setBusy(false))
  }

  return (
    <>
      <Field label="Sound" hint="Whether an alert may make a sound; each alert says which.">
        {(id) => <Switch id={id} checked={on} onChange={(sound) => void actions.saveSettings({ sound })} />}
      </Field>
      <Field label="Volume" hint={`${Math.round(volume * 100)} % of what each alert says.`}>
        {(id) => (
          <input
            id={id}
            type="range"
            className={styles['range']}
            min={0}
            max={100}
            step={5}
            value={Math.round(volume * 100)}
            onChange={(event) => actions.saveSettingsSoon({ soundVolume: Number(event.target.value) / 100 })}
            onPointerUp={() => void listen('bell')}
          />
        )}
      </Field>
      <Field label="Listen">
        <div className={styles['line']}>
          {builtInSounds.map((name) => (
            <Button
              key={name}
              variant="outline"
              aria-label={`Play the ${name}`}
              onClick={() => void listen(name)}
            >
              <Play size={11} aria-hidden="true" /> {name}
            </Button>
          ))}
        </div>
      </Field>
      <Field label="Your own" hint="WAV, MP3, OGG, FLAC or M4A of at most 2 MB.">
        {own.length > 0 && (
          <ul className={styles['files']}>
            {own.map((sound) => (
              <li key={sound.id}>
                <Button
                  square
                  aria-label={`Play ${sound.name}`}
                  onClick={() => void listen(`own:${sound.id}`)}
                >
                  <Play size={11} aria-hidden="true" />
                </Button>
                <span title={sound.name}>{sound.name}</span>
                <small>{sizeText(sound.sizeBytes)}</small>
                <Button
                  square
                  aria-label={`Delete ${sound.name}`}
                  title="Delete: alerts that name it ring the bell"
                  onClick={() => void actions.deleteSound(sound.id)}
                >
                  <Trash2 size={13} aria-hidden="true" />
                </Button>
              </li>
            ))}
          </ul>
        )}
        <Button variant="outline" disabled={busy} onClick={() => pickFile(soundFiles, add)}>
          {busy ? 'Adding …' : 'Add a file'}
        </Button>
      </Field>
    </>
  )
}
