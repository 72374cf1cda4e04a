using System.Globalization;
using System.Net;
using System.Text;
using AIoT.Embedded.ModelTools.Evaluation.Metrics;

namespace AIoT.Embedded.ModelTools.Cli.Reporting;

/// <summary>The report as one page that needs nothing else: no script, no network, pictures inline.</summary>
internal static class HtmlReport
{
    public static string Write(ReportData data)
    {
        var page = new StringBuilder();
        string title = $"Model report: {data.Image.Id} version {data.Image.Version}";
        page.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>")
            .Append("<title>").Append(Text(title)).Append("</title><style>").Append(Style()).Append("</style></head>\n<body><main>\n");
        page.Append("<h1>").Append(Text(title)).Append("</h1><p class=\"soft\">").Append(Text(data.File)).Append("</p>\n");
        Figures(page, data);
        Missing(page, data);
        Layers(page, data);
        Quality(page, data);
        Remedies(page, data);
        Examples(page, data);
        Origin(page, data);
        return page.Append("</main></body></html>\n").ToString();
    }

    private static void Figures(StringBuilder page, ReportData data)
    {
        page.Append("<dl class=\"figures\">");
        void Figure(string name, string value, string note = "", double? share = null)
        {
            page.Append("<div><dt>").Append(Text(name)).Append("</dt><dd>").Append(Text(value)).Append("<small>").Append(Text(note)).Append("</small>");
            if (share is { } s)
            {
                page.Append(Invariant($"<meter min=\"0\" max=\"1\" high=\"0.9\" value=\"{Math.Min(1, s):F3}\" aria-label=\"{Text(name)}: {s:P0} of the board's\"></meter>"));
            }

            page.Append("</dd></div>");
        }

        ReportBoard? board = data.Board;
        Figure("Flash", Bytes(data.Image.Data.Length), board is null ? "" : Of(data.Image.Data.Length, board.FlashOfBoard, "for the application"), board is null ? null : (double)data.Image.Data.Length / board.FlashOfBoard);
        if (board is null)
        {
            Figure("RAM for activations", Bytes(data.Image.ArenaBytes));
        }
        else
        {
            Figure("RAM", Bytes(board.RamBytes), Of(board.RamBytes, board.RamOfBoard, "heap"), (double)board.RamBytes / board.RamOfBoard);
            Figure("Time a window", Milliseconds(board.FeatureMilliseconds + board.InferenceMilliseconds), board.FeatureMilliseconds > 0 ? $"estimated for {board.Name}: features {Milliseconds(board.FeatureMilliseconds)}, inference {Milliseconds(board.InferenceMilliseconds)}" : $"estimated for {board.Name}");
        }

        Figure("Work", data.Image.Work.ToString("N0", CultureInfo.InvariantCulture), "multiply-accumulates an inference");
        if (data.Agreement is { } a)
        {
            Figure("Same as the float model", Percent(a.Scores.TopShare), $"top class on {a.Scores.Rows:N0} rows");
        }

        if (data.Confusion is { } c)
        {
            Figure("Right", Percent(c.Accuracy), $"of {c.Rows:N0} labelled rows");
        }

        page.Append("</dl>\n");
    }

    private static void Missing(StringBuilder page, ReportData data)
    {
        if (data.Missing.Count == 0)
        {
            return;
        }

        page.Append("<p>Not on this page:</p><ul>");
        foreach (string missing in data.Missing)
        {
            page.Append("<li>").Append(Text(missing)).Append("</li>");
        }

        page.Append("</ul>\n");
    }

    private static void Layers(StringBuilder page, ReportData data)
    {
        if (data.Layers.Count == 0)
        {
            return;
        }

        bool errors = data.Layers.Any(l => l.RelativeError is not null), times = data.Layers.Any(l => l.Milliseconds is not null);
        page.Append("<h2 id=\"layers\">Layers</h2>\n<p class=\"soft\">The shaded part of a box is the layer's ").Append(times ? "estimated time" : "work").Append(" beside the heaviest layer's; shapes are height x width x channels.</p>\n<div class=\"two\"><div class=\"graph\">")
            .Append(LayerGraph.Draw(data.Layers, $"{data.Image.InputCount} {(data.Image.RecipeLength > 0 ? "features" : "raw values")}")).Append("</div>\n<div class=\"scroll\"><table><caption>The same in figures</caption><thead><tr><th scope=\"col\">#</th><th scope=\"col\">layer</th><th scope=\"col\" class=\"n\">parameters</th><th scope=\"col\" class=\"n\">work</th>");
        page.Append(errors ? "<th scope=\"col\" class=\"n\">error</th>" : "").Append(times ? "<th scope=\"col\" class=\"n\">ms</th>" : "").Append("</tr></thead><tbody>");
        double worst = Math.Max(1e-12, data.Layers.Max(l => l.RelativeError ?? 0)), slowest = Math.Max(1e-12, data.Layers.Max(l => l.Milliseconds ?? 0));
        foreach ((int i, ReportLayer l) in data.Layers.Index())
        {
            page.Append(Invariant($"<tr><td class=\"n\">{i + 1}</td><td>{Text(l.Kind)} <span class=\"soft\">{Text(l.Shape)}</span></td><td class=\"n\">{Bytes(l.ParameterBytes)}</td><td class=\"n\">{l.Work:N0}</td>"));
            page.Append(!errors ? "" : l.RelativeError is { } e ? Invariant($"<td class=\"n bar\" style=\"--p:{100 * e / worst:F0}%\">{100 * e:F2} %</td>") : "<td></td>");
            page.Append(!times ? "" : l.Milliseconds is { } ms ? Invariant($"<td class=\"n bar\" style=\"--p:{100 * ms / slowest:F0}%\">{ms:G3}</td>") : "<td></td>");
            page.Append("</tr>");
        }

        page.Append("</tbody></table>").Append(errors ? "<p class=\"soft\">Error: what is left between the float model's numbers and the engine's integers of the same layer, as a share of the numbers' root mean square.</p>" : "").Append("</div></div>\n");
    }

    private static void Quality(StringBuilder page, ReportData data)
    {
        if (data.Agreement is null && data.Confusion is null && data.Curves.Count == 0)
        {
            return;
        }

        page.Append("<h2 id=\"quality\">Quality</h2>\n<p>Computed by the firmware's engine over <code>").Append(Text(data.Data ?? "")).Append("</code>.");
        if (data.Agreement is { } a)
        {
            page.Append(Invariant($" Against {Text(a.Model)}: the same top class on {100 * a.Scores.TopShare:F2} % of {a.Scores.Rows:N0} rows, largest score difference {a.Scores.MaxError:F4}, root mean square {a.Scores.RmsError:F5}."));
            page.Append(a.SameSource ? "" : " <strong>The image was made from another model file.</strong>");
        }

        page.Append("</p>\n");
        if (data.Image.Split == Inference.SplitKind.Random)
        {
            page.Append("<p><strong>The image says that its data was split at random: figures over such data are leaky.</strong></p>\n");
        }

        page.Append("<div class=\"two\">");
        if (data.Confusion is { } confusion)
        {
            Heat(page, confusion);
        }

        if (data.Curves.Count > 0)
        {
            page.Append(Invariant($"<div><h3>ROC, each class against the rest</h3>{RocChart.Draw(data.Curves)}<p class=\"soft\">Mean of the areas (macro AUROC): {data.Curves.Average(c => c.Area):F4}</p></div>"));
        }

        page.Append("</div>\n");
    }

    private static void Heat(StringBuilder page, ClassReport c)
    {
        page.Append("<div class=\"scroll\"><h3>Confusion matrix</h3><table class=\"heat\"><caption>Rows: what it is. Columns: what the board says.</caption><thead><tr><td></td>");
        foreach (string name in c.Classes)
        {
            page.Append("<th scope=\"col\">").Append(Text(name)).Append("</th>");
        }

        page.Append("<th scope=\"col\" class=\"n\">recall</th></tr></thead><tbody>");
        for (int a = 0; a < c.Classes.Count; a++)
        {
            page.Append("<tr><th scope=\"row\">").Append(Text(c.Classes[a])).Append("</th>");
            for (int n = 0; n < c.Classes.Count; n++)
            {
                double share = (double)c.Confusion[a][n] / Math.Max(1, c.RowsOf(a));
                page.Append(Invariant($"<td{(share > 0.6 ? " class=\"high\"" : "")} style=\"background:rgba(var(--heat),{share:F2})\">{c.Confusion[a][n]:N0}</td>"));
            }

            page.Append("<td class=\"n\">").Append(Share(c.Recall[a])).Append("</td></tr>");
        }

        page.Append("<tr><th scope=\"row\">precision</th>");
        for (int n = 0; n < c.Classes.Count; n++)
        {
            page.Append("<td>").Append(Share(c.Precision(n))).Append("</td>");
        }

        page.Append("<td></td></tr></tbody></table></div>\n");
    }

    private static void Remedies(StringBuilder page, ReportData data)
    {
        if (data.Remedies.Count == 0)
        {
            return;
        }

        bool quality = data.Remedies.Any(r => r.Quality is not null);
        double worst = Math.Max(1e-30, data.Remedies.Max(r => r.Error));
        page.Append("<h2 id=\"remedies\">What each remedy gave</h2>\n<div class=\"scroll\"><table><thead><tr><th scope=\"col\">tried</th><th scope=\"col\" class=\"n\">output error (rms)</th>")
            .Append(quality ? $"<th scope=\"col\" class=\"n\">{Text(data.Metric)}</th>" : "").Append("<th scope=\"col\">kept</th></tr></thead><tbody>");
        foreach (Remedy r in data.Remedies)
        {
            page.Append(Invariant($"<tr><td>{Text(r.What)}</td><td class=\"n bar\" style=\"--p:{100 * r.Error / worst:F0}%\">{r.Error:G4}</td>"))
                .Append(!quality ? "" : r.Quality is { } q ? Invariant($"<td class=\"n\">{q:F4}</td>") : "<td></td>").Append(r.Kept ? "<td>yes</td></tr>" : "<td></td></tr>");
        }

        page.Append("</tbody></table></div>\n");
    }

    private static void Examples(StringBuilder page, ReportData data)
    {
        if (data.Examples.Count == 0)
        {
            return;
        }

        double high = data.Examples.Max(e => e.Amplitudes.Max(SpectrumChart.Level)), floor = data.Examples.Min(e => Median(e.Amplitudes));
        double top = Math.Ceiling(high / 10) * 10, bottom = Math.Floor(Math.Max(SpectrumChart.Level(floor) - 20, top - 120) / 10) * 10;
        page.Append("<h2 id=\"windows\">Example windows</h2>\n<p class=\"soft\">The first window of each recording as the board's sensor gives it, Hann window. All levels on one scale.</p>\n<div class=\"two\">");
        foreach (ExampleWindow e in data.Examples)
        {
            page.Append("<section><h3>").Append(Text(e.File)).Append("</h3><p>").Append(e.Label.Length > 0 ? $"known as <strong>{Text(e.Label)}</strong>, " : "").Append("the board says <strong>").Append(Text(e.Answer)).Append(Invariant($"</strong> ({e.Score:F2})</p>"))
                .Append(SpectrumChart.Draw(e, bottom, top)).Append("</section>\n");
        }

        page.Append("</div>\n");
    }

    private static void Origin(StringBuilder page, ReportData data)
    {
        page.Append("<h2 id=\"origin\">Origin</h2>\n<div class=\"scroll\"><table><tbody>");
        foreach ((string name, string value) in data.Facts)
        {
            page.Append("<tr><th scope=\"row\">").Append(Text(name)).Append("</th><td><code>").Append(Text(value)).Append("</code></td></tr>");
        }

        page.Append("</tbody></table></div>\n");
        if (data.Board is { } board)
        {
            page.Append("<h3>What the estimates rest on</h3><p>Board: ").Append(Text(board.Title)).Append(". Times and RAM are estimates.</p><ul>");
            foreach (string assumption in board.Assumptions)
            {
                page.Append("<li>").Append(Text(assumption)).Append("</li>");
            }

            page.Append("</ul>\n");
        }
    }

    private static string Of(long used, long there, string what) => $"of {Bytes(there)} {what}{(used > there ? ": does not fit" : "")}";

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static string Share(double? value) => value is { } v ? Percent(v) : "–";

    private static string Percent(double value) => Invariant($"{100 * value:F1} %");

    private static string Milliseconds(double ms) => ms >= 1000 ? Invariant($"{ms / 1000:F2} s") : Invariant($"{ms:G3} ms");

    private static string Bytes(long bytes) => bytes >= 1 << 20 ? Invariant($"{bytes / 1048576.0:F2} MiB") : bytes >= 10_000 ? Invariant($"{bytes / 1024.0:F1} KiB") : Invariant($"{bytes:N0} B");

    private static string Text(string text) => WebUtility.HtmlEncode(string.Concat(text.Where(c => !char.IsControl(c))));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static string Style()
    {
        using Stream stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
