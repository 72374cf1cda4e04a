namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>What a user can do about an operator that the board does not have.</summary>
internal static class OperatorAdvice
{
    private const string Recurrent = "a recurrent layer keeps state between steps, which the board does not";

    /// <summary>Why an operator is out, where more can be said than that it is.</summary>
    public static string? Problem(string op) => op switch
    {
        "LSTM" or "GRU" or "RNN" => Recurrent,
        "If" or "Loop" or "Scan" => "a graph that branches or loops at run time",
        "NonMaxSuppression" or "NonZero" or "TopK" or "Unique" or "Compress" => "its result's size or order depends on the data",
        "RandomNormal" or "RandomUniform" or "RandomNormalLike" or "RandomUniformLike" or "Multinomial" or "Bernoulli" => "it draws random numbers",
        _ => null,
    };

    public static string For(string op) => op switch
    {
        "LSTM" or "GRU" or "RNN" => "use convolutions over a window of steps (Conv1D, dilated) instead",
        "If" or "Loop" or "Scan" => "export with fixed shapes (PyTorch: trace, not script) so that the exporter unrolls it",
        "LayerNormalization" or "InstanceNormalization" or "GroupNormalization" or "MeanVarianceNormalization" or "LpNormalization" or "ai.onnx.ml.Normalizer"
            => "use BatchNormalization, which folds into the weights",
        "Attention" or "Einsum" => "use convolutions or dense layers with constant weights",
        "Resize" or "Upsample" => "use ConvTranspose, or a Dense layer of the wanted size",
        "ArgMax" or "ArgMin" or "TopK" => "end the model at its scores: the board names the largest itself",
        "LogSoftmax" => "end the model with Softmax: the order of the classes is the same",
        "GatherND" or "ScatterND" or "ScatterElements" or "Scatter" or "GatherElements" or "NonZero" or "Where" or "NonMaxSuppression" => "move this step in front of the model or behind it",
        "Dropout" => "export the model for inference (PyTorch: model.eval())",
        "ai.onnx.ml.SVMClassifier" or "ai.onnx.ml.SVMRegressor" => "train a linear model, trees or a small dense network instead",
        "ai.onnx.ml.LabelEncoder" or "ai.onnx.ml.OneHotEncoder" or "ai.onnx.ml.DictVectorizer" or "ai.onnx.ml.Imputer" => "feed numbers: encode before the model",
        _ => CannotLowerException.Retrain,
    };
}
