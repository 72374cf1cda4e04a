using System.Globalization;
using System.Net;
using System.Text;

namespace AIoT.Embedded.ModelTools.Cli.Reporting;

/// <summary>Writes one inline picture. Numbers are written with the point, texts escaped.</summary>
internal sealed class Svg
{
    private readonly StringBuilder _text = new();

    /// <param name="width">Width of the coordinates.</param>
    /// <param name="height">Height of the coordinates.</param>
    /// <param name="title">What the picture shows, for those who do not see it.</param>
    /// <param name="description">What can be read from it.</param>
    public Svg(double width, double height, string title, string description)
    {
        _text.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {width} {height}\" role=\"img\" style=\"max-width:{width}px\"><title>{WebUtility.HtmlEncode(title)}</title><desc>{WebUtility.HtmlEncode(description)}</desc>");
    }

    public Svg Rect(double x, double y, double width, double height, string style, double corner = 0)
    {
        _text.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{Math.Max(0, width):0.##}\" height=\"{Math.Max(0, height):0.##}\" rx=\"{corner}\" class=\"{style}\"/>");
        return this;
    }

    public Svg Line(double x1, double y1, double x2, double y2, string style)
    {
        _text.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\" class=\"{style}\"/>");
        return this;
    }

    public Svg Path(string d, string style)
    {
        _text.Append(CultureInfo.InvariantCulture, $"<path d=\"{d}\" class=\"{style}\"/>");
        return this;
    }

    public Svg Polyline(IEnumerable<(double X, double Y)> points, string style)
    {
        _text.Append("<polyline points=\"");
        foreach ((double x, double y) in points)
        {
            _text.Append(CultureInfo.InvariantCulture, $"{x:0.#},{y:0.#} ");
        }

        _text.Append("\" class=\"").Append(style).Append("\"/>");
        return this;
    }

    /// <param name="x">Where it starts, ends or is centred, as <paramref name="anchor"/> says.</param>
    /// <param name="y">Base line.</param>
    /// <param name="text">Any text.</param>
    /// <param name="style">Class of the page's style sheet.</param>
    /// <param name="anchor">start, middle or end.</param>
    public Svg Text(double x, double y, string text, string style = "t", string anchor = "start")
    {
        _text.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.##}\" y=\"{y:0.##}\" class=\"{style}\" text-anchor=\"{anchor}\">{WebUtility.HtmlEncode(text)}</text>");
        return this;
    }

    public override string ToString() => _text + "</svg>";
}
