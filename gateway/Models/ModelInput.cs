namespace AIoT.Embedded.Gateway.Models;

/// <summary>What a model of the gateway takes: float[1, n].</summary>
public enum ModelInput
{
    /// <summary>The feature vector of one sensor's window, as its board sends it.</summary>
    Window,

    /// <summary>All sensors of the machine, in the order of the assets: for each one 1 and its features, or 0 and zeros where it is absent.</summary>
    Sensors,

    /// <summary>Over the sensors that are there: their number, the greatest of each feature, the mean of each feature (rounded).</summary>
    Pooled,
}
