namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>What one layer's integers cost.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Type">int8 or int16: what it writes.</param>
/// <param name="Alone">Root mean square error of the network's result when this layer's weights and results are integers and everything else is real.</param>
/// <param name="Share">Its share of all layers' squared errors, 0 to 1.</param>
public sealed record LayerError(string Name, string Kind, string Type, double Alone, double Share);
