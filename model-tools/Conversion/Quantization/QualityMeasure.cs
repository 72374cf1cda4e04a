using AIoT.Embedded.ModelTools.Conversion.Metrics;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>Quality of outputs over fixed rows, beside the float model's.</summary>
public sealed class QualityMeasure
{
    private readonly IReadOnlyList<double[]> _float;
    private readonly int[]? _labels;

    /// <param name="metric">What is measured.</param>
    /// <param name="floatOutputs">The float model's outputs.</param>
    /// <param name="labels">Index of each row's class; for <see cref="QualityMetric.Auc"/> 0 healthy, else not; null where the metric needs none.</param>
    /// <exception cref="ArgumentException">The metric needs labels, or does not suit the outputs.</exception>
    public QualityMeasure(QualityMetric metric, IReadOnlyList<double[]> floatOutputs, int[]? labels)
    {
        int outputs = floatOutputs[0].Length;
        if (metric is QualityMetric.Accuracy or QualityMetric.Auc && labels is null)
        {
            throw new ArgumentException($"{metric} needs labelled rows");
        }

        if (metric == QualityMetric.Auc && (outputs != 1 || labels!.All(l => l == 0) || labels!.All(l => l != 0)))
        {
            throw new ArgumentException(outputs != 1 ? $"an area under the ROC curve needs one score, the model has {outputs} outputs" : "an area under the ROC curve needs rows of both kinds, healthy and not");
        }

        if (metric is QualityMetric.Agreement or QualityMetric.Accuracy && outputs < 2)
        {
            throw new ArgumentException($"{metric} needs at least two outputs");
        }

        Metric = metric;
        _float = floatOutputs;
        _labels = labels;
        Float = Of(floatOutputs);
    }

    public QualityMetric Metric { get; }

    /// <summary>The float model's figure.</summary>
    public double Float { get; }

    public int Rows => _float.Count;

    /// <summary>0 to 1 (fidelity may be below).</summary>
    public double Of(IReadOnlyList<double[]> outputs) => Metric switch
    {
        QualityMetric.Agreement or QualityMetric.Accuracy => (double)Enumerable.Range(0, _float.Count).Count(r => IsRight(r, outputs[r])) / _float.Count,
        QualityMetric.Auc => RankArea.Of(outputs.Select((y, r) => (y[0], _labels![r] != 0)))!.Value,
        _ => Fidelity(outputs),
    };

    /// <summary>Whether the metric is a share of rows that are right.</summary>
    public bool Counts => Metric is QualityMetric.Agreement or QualityMetric.Accuracy;

    /// <summary>Whether the largest output of a row is the one it should be; only where <see cref="Counts"/>.</summary>
    public bool IsRight(int row, double[] output) => Agreement.Top(output) == (Metric == QualityMetric.Accuracy ? _labels![row] : Agreement.Top(_float[row]));

    private double Fidelity(IReadOnlyList<double[]> outputs)
    {
        double mean = _float.Average(y => y.Average());
        double variance = _float.Average(y => y.Average(v => (v - mean) * (v - mean)));
        return 1 - Agreement.Of(_float, outputs).RmsError / Math.Sqrt(Math.Max(variance, 1e-30));
    }
}
