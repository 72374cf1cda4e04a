using AIoT.Embedded.Boards;

namespace AIoT.Embedded.ModelTools.Cli.Estimation;

/// <summary>What an image takes on a board.</summary>
internal sealed record ModelEstimate
{
    public required BoardDescription Board { get; init; }

    /// <summary>The image's bytes, as they lie in flash.</summary>
    public required int ImageBytes { get; init; }

    /// <summary>Heap by use: bytes to the last one, by the heap's layout.</summary>
    public required IReadOnlyList<(string Use, long Bytes)> Ram { get; init; }

    /// <summary>What the engine allocates for activations: <c>ModelImage.ArenaBytes</c>.</summary>
    public required int ArenaBytes { get; init; }

    public required IReadOnlyList<LayerEstimate> Layers { get; init; }

    /// <summary>The engine's whole run, the layers and what is between them.</summary>
    public required double InferenceInstructions { get; init; }

    /// <summary>The features of one window; 0 for a model without a recipe.</summary>
    public required double FeatureInstructions { get; init; }

    public required double InstructionsPerSecond { get; init; }

    /// <summary>What the figures rest on, in words.</summary>
    public required IReadOnlyList<string> Assumptions { get; init; }

    public long RamBytes => Ram.Sum(r => r.Bytes);

    public double InferenceMilliseconds => 1000 * InferenceInstructions / InstructionsPerSecond;

    public double FeatureMilliseconds => 1000 * FeatureInstructions / InstructionsPerSecond;

    public double WindowMilliseconds => InferenceMilliseconds + FeatureMilliseconds;

    /// <summary>What does not fit the board, each as one line that names the layer to blame; empty when all fits.</summary>
    public IReadOnlyList<string> Misfits(double? mostMilliseconds)
    {
        var misfits = new List<string>();
        if (RamBytes > Board.HeapBytes)
        {
            (string use, long bytes) = Ram.MaxBy(r => r.Bytes);
            misfits.Add($"needs {RamBytes} bytes of RAM, board {Board.Name} has {Board.HeapBytes}, {RamBytes - Board.HeapBytes} too many: most goes to {use} ({bytes}){Blame(l => l.ParameterBytes, l => $"; {Name(l)} has the most parameters ({l.ParameterBytes} bytes)")}");
        }

        if (ImageBytes > Board.FlashBytes)
        {
            misfits.Add($"takes {ImageBytes} bytes of flash, board {Board.Name} has {Board.FlashBytes} for the application, {ImageBytes - Board.FlashBytes} too many{Blame(l => l.ParameterBytes, l => $": {Name(l)} has the most parameters ({l.ParameterBytes} bytes)")}");
        }

        if (WindowMilliseconds > mostMilliseconds)
        {
            misfits.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"takes {WindowMilliseconds:F1} ms a window on board {Board.Name} (estimated), {mostMilliseconds:F1} are allowed, {WindowMilliseconds - mostMilliseconds:F1} too many{Blame(l => l.Instructions, l => string.Create(System.Globalization.CultureInfo.InvariantCulture, $": {Name(l)} takes longest ({l.Milliseconds:F1} ms)"))}"));
        }

        return misfits;
    }

    private static string Name(LayerEstimate layer) => $"layer {layer.Index} ({layer.Kind} to {layer.Output})";

    private string Blame(Func<LayerEstimate, double> by, Func<LayerEstimate, string> say) => Layers.Count == 0 ? "" : say(Layers.MaxBy(by)!);
}
