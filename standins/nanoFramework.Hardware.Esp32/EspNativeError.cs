namespace nanoFramework.Hardware.Esp32;

/// <summary>What the ESP-IDF answers.</summary>
public enum EspNativeError
{
    /// <summary>Done.</summary>
    OK = 0,

    /// <summary>Failed.</summary>
    FAIL = -1,

    /// <summary>An argument can't be.</summary>
    INVALID_ARG = 258,
}
