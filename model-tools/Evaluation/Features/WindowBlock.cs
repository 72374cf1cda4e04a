using System.Buffers;

namespace AIoT.Embedded.ModelTools.Evaluation.Features;

/// <summary>Windows that follow each other, in one array of the shared pool, which goes back there when this is disposed of.</summary>
/// <param name="Counts">The samples, in counts of the sensor.</param>
/// <param name="Windows">How many windows.</param>
/// <param name="Hop">Samples from one to the next.</param>
public sealed record WindowBlock(short[] Counts, int Windows, int Hop) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => ArrayPool<short>.Shared.Return(Counts);
}
