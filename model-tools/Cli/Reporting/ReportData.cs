using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Evaluation.Metrics;

namespace AIoT.Embedded.ModelTools.Cli.Reporting;

/// <summary>What a report shows. What is null was not given, and the page says so.</summary>
internal sealed record ReportData
{
    public required ModelImage Image { get; init; }

    public required string File { get; init; }

    public required IReadOnlyList<ReportLayer> Layers { get; init; }

    /// <summary>Facts about the image: name and value.</summary>
    public required IReadOnlyList<(string Name, string Value)> Facts { get; init; }

    public ReportBoard? Board { get; init; }

    public ReportAgreement? Agreement { get; init; }

    /// <summary>Name of the data file, where one was given.</summary>
    public string? Data { get; init; }

    /// <summary>What 'quantize' tried; empty where its figures were not given.</summary>
    public IReadOnlyList<Remedy> Remedies { get; init; } = [];

    /// <summary>What the remedies' quality is measured by.</summary>
    public string Metric { get; init; } = "";

    public ClassReport? Confusion { get; init; }

    public IReadOnlyList<RocCurve> Curves { get; init; } = [];

    public IReadOnlyList<ExampleWindow> Examples { get; init; } = [];

    /// <summary>What is not on the page, and what would bring it.</summary>
    public required IReadOnlyList<string> Missing { get; init; }
}
