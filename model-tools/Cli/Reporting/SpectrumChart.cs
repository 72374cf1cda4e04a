using System.Globalization;

namespace AIoT.Embedded.ModelTools.Cli.Reporting;

/// <summary>The amplitude spectrum of one window: decibels over kilohertz.</summary>
internal static class SpectrumChart
{
    private const double Left = 44, Top = 10, Width = 360, Height = 150;

    /// <summary>Level in dB re 1 g; what is below the floor is drawn on it.</summary>
    public static double Level(double amplitude) => 20 * Math.Log10(Math.Max(amplitude, 1e-7));

    public static string Draw(ExampleWindow window, double low, double high)
    {
        int peak = Enumerable.Range(1, window.Amplitudes.Length - 1).MaxBy(i => window.Amplitudes[i]);
        double span = (window.Amplitudes.Length - 1) * window.BandHz;
        var svg = new Svg(Left + Width + 12, Top + Height + 40, "Spectrum of " + window.File, string.Create(CultureInfo.InvariantCulture, $"Largest line {Level(window.Amplitudes[peak]):F0} dB re 1 g at {peak * window.BandHz:F0} Hz, of 0 to {span / 1000:F1} kHz."));
        svg.Rect(Left, Top, Width, Height, "plot");
        for (double db = Math.Ceiling(low / 20) * 20; db <= high; db += 20)
        {
            double y = Y(db, low, high);
            svg.Line(Left, y, Left + Width, y, "grid").Text(Left - 6, y + 4, string.Create(CultureInfo.InvariantCulture, $"{db:F0}"), "t soft", "end");
        }

        double step = span > 8000 ? 2000 : span > 3000 ? 1000 : span > 1000 ? 250 : 50;
        for (double hz = 0; hz <= span; hz += step)
        {
            double x = Left + Width * hz / span;
            svg.Line(x, Top, x, Top + Height, "grid").Text(x, Top + Height + 16, string.Create(CultureInfo.InvariantCulture, $"{hz / 1000:0.##}"), "t soft", "middle");
        }

        // The largest line of each pixel column: peaks stay peaks.
        int columns = (int)Math.Min(Width, window.Amplitudes.Length);
        var points = new List<(double, double)>(columns);
        for (int c = 0; c < columns; c++)
        {
            int from = (int)((long)c * window.Amplitudes.Length / columns), to = Math.Max(from + 1, (int)((long)(c + 1) * window.Amplitudes.Length / columns));
            points.Add((Left + Width * c / Math.Max(1, columns - 1), Y(Level(window.Amplitudes[from..to].Max()), low, high)));
        }

        return svg.Polyline(points, "curve c0 thin").Text(Left + Width / 2, Top + Height + 34, "kHz (levels in dB re 1 g)", "t soft", "middle").ToString();
    }

    private static double Y(double db, double low, double high) => Top + Height * (1 - (Math.Clamp(db, low, high) - low) / (high - low));
}
