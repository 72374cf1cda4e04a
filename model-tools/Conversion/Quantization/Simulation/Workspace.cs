namespace AIoT.Embedded.ModelTools.Conversion.Quantization.Simulation;

/// <summary>What one thread writes into while it runs a network: kept, as making and clearing arrays takes as long as a small layer.</summary>
internal sealed class Workspace
{
    /// <param name="lengths">Elements of each slot.</param>
    /// <param name="gathered">Elements of the largest block of gathered inputs.</param>
    public Workspace(int[] lengths, int gathered)
    {
        Values = Array.ConvertAll(lengths, n => new float[n]);
        View = new float[lengths.Length][];
        Gathered = new float[gathered];
    }

    /// <summary>An array for each slot.</summary>
    public float[][] Values { get; }

    /// <summary>The slots as a run sees them: <see cref="Values"/> or those of another run.</summary>
    public float[][] View { get; }

    public float[] Gathered { get; }
}
