namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>What of a model's quality integers may cost. The drop is the float model's figure less the image's, over the same rows.</summary>
public enum QualityMetric
{
    /// <summary>Share of rows with the float model's own top output (needs no labels); the float model has 1.</summary>
    Agreement,

    /// <summary>Share of rows whose top output is their label.</summary>
    Accuracy,

    /// <summary>Area under the ROC curve of a single score: rows labelled healthy against all others.</summary>
    Auc,

    /// <summary>1 less the root mean square output error over the float outputs' standard deviation; the float model has 1.</summary>
    Fidelity,
}
