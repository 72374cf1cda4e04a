namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings;

/// <summary>A recording that is in memory, read as one that is not.</summary>
internal sealed class MemorySamples(Recording recording)
    : StreamedRecording(recording.File, recording.Layout, recording.SampleRateHz, [.. recording.Channels.Select(c => c.Name)], recording.Channels[0].AccelerationG.Length, recording.Label)
{
    public override SampleReader Samples(params int[] axes) => new Reader(File, [.. axes.Select(a => recording.Channels[a])]);

    private sealed class Reader(string file, Channel[] channels) : SampleReader(file, channels.Select(c => c.Name))
    {
        private int _at;

        public override double Share => (double)_at / Math.Max(1, channels[0].AccelerationG.Length);

        public override void Dispose()
        {
        }

        private protected override int ReadBlock(double[][] samples, int offset, int count)
        {
            count = Math.Min(count, channels[0].AccelerationG.Length - _at);
            for (int i = 0; i < channels.Length; i++)
            {
                channels[i].AccelerationG.AsSpan(_at, count).CopyTo(samples[i].AsSpan(offset));
            }

            _at += count;
            return count;
        }
    }
}
