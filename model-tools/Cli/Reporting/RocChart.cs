using System.Globalization;

namespace AIoT.Embedded.ModelTools.Cli.Reporting;

/// <summary>ROC curves in one square, told apart by colour, by dashes and by their names.</summary>
internal static class RocChart
{
    private const double Left = 48, Top = 12, Side = 300;

    public static string Draw(IReadOnlyList<RocCurve> curves)
    {
        string areas = string.Join(", ", curves.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Name} {c.Area:F3}")));
        var svg = new Svg(Left + Side + 20, Top + Side + 60 + 20 * curves.Count, "ROC curves", "Share of right alarms against share of false alarms for every threshold; area under the curve: " + areas + ".");
        svg.Rect(Left, Top, Side, Side, "plot");
        for (int i = 0; i <= 4; i++)
        {
            double at = i / 4.0;
            svg.Line(Left, Top + Side * at, Left + Side, Top + Side * at, "grid").Line(Left + Side * at, Top, Left + Side * at, Top + Side, "grid")
                .Text(Left - 6, Top + Side * (1 - at) + 4, string.Create(CultureInfo.InvariantCulture, $"{at:P0}"), "t soft", "end")
                .Text(Left + Side * at, Top + Side + 18, string.Create(CultureInfo.InvariantCulture, $"{at:P0}"), "t soft", "middle");
        }

        svg.Line(Left, Top + Side, Left + Side, Top, "chance").Text(Left + Side / 2, Top + Side + 38, "false alarms", "t", "middle");
        for (int i = 0; i < curves.Count; i++)
        {
            string style = $"curve c{i % 6}";
            double y = Top + Side + 60 + 20 * i;
            svg.Polyline(curves[i].Points.Select(p => (Left + Side * p[0], Top + Side * (1 - p[1]))), style)
                .Line(Left, y - 4, Left + 36, y - 4, style)
                .Text(Left + 44, y, string.Create(CultureInfo.InvariantCulture, $"{curves[i].Name}: area {curves[i].Area:F3}"));
        }

        return svg.ToString();
    }
}
