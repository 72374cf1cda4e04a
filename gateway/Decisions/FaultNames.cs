namespace AIoT.Embedded.Gateway.Decisions;

/// <summary>Models name classes tersely; people read these.</summary>
public static class FaultNames
{
    public static string InWords(string name) => name switch
    {
        "outer" => "outer race",
        "inner" => "inner race",
        _ => name.Replace('_', ' '),
    };
}
