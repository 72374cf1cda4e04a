using System.Globalization;

namespace AIoT.Embedded.ModelTools.Cli.Reporting;

/// <summary>The layers from top to bottom, each with its share of the work; values that skip layers run along the right side.</summary>
internal static class LayerGraph
{
    private const double Width = 420, Box = 300, Row = 58, BoxHeight = 42, Left = 10;

    public static string Draw(IReadOnlyList<ReportLayer> layers, string input)
    {
        double most = Math.Max(1, layers.Max(l => l.Milliseconds ?? l.Work)), total = Math.Max(1e-9, layers.Sum(l => l.Milliseconds ?? l.Work));
        bool timed = layers.Any(l => l.Milliseconds is not null);
        ReportLayer heaviest = layers.MaxBy(l => l.Milliseconds ?? l.Work)!;
        var svg = new Svg(Width, Row * (layers.Count + 1), "Graph of the layers", $"{layers.Count} layers from the input, {input}, to the scores; most of the {(timed ? "time" : "work")} goes into {heaviest.Kind} making {heaviest.Shape}.");
        svg.Rect(Left, 4, Box, BoxHeight - 8, "box", 17).Text(Left + Box / 2, 28, "input  " + input, "t", "middle");
        for (int i = 0; i < layers.Count; i++)
        {
            ReportLayer layer = layers[i];
            double y = Row * (i + 1), share = (layer.Milliseconds ?? layer.Work) / total;
            foreach (int tensor in layer.Inputs)
            {
                if (tensor == i)
                {
                    double from = i == 0 ? BoxHeight - 4 : y - Row + BoxHeight;
                    svg.Line(Left + Box / 2, from, Left + Box / 2, y, "edge").Path(string.Create(CultureInfo.InvariantCulture, $"M{Left + Box / 2 - 4:0.#} {y - 6:0.#} l4 6 l4 -6"), "edge");
                }
                else
                {
                    double start = Row * tensor + BoxHeight / 2, out_ = Left + Box + Math.Min(90, 14 + 10 * (i - tensor));
                    svg.Path(string.Create(CultureInfo.InvariantCulture, $"M{Left + Box:0.#} {start:0.#} C{out_:0.#} {start:0.#} {out_:0.#} {y + BoxHeight / 2:0.#} {Left + Box:0.#} {y + BoxHeight / 2:0.#} m6 -4 l-6 4 l6 4"), "edge skip");
                }
            }

            svg.Rect(Left, y, Box, BoxHeight, "box", 6)
                .Rect(Left, y, Box * (layer.Milliseconds ?? layer.Work) / most, BoxHeight, "load", 6)
                .Text(Left + 10, y + 18, $"{i + 1}  {layer.Kind}", "t strong")
                .Text(Left + 10, y + 35, $"{layer.Shape}  {layer.Type}", "t soft")
                .Text(Left + Box - 10, y + 18, layer.Milliseconds is { } ms ? string.Create(CultureInfo.InvariantCulture, $"{ms:G3} ms") : "", "t", "end")
                .Text(Left + Box - 10, y + 35, string.Create(CultureInfo.InvariantCulture, $"{share:P0}"), "t soft", "end");
        }

        return svg.ToString();
    }
}
