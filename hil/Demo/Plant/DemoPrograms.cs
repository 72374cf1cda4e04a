namespace AIoT.Embedded.Hil.Demo.Plant;

/// <summary>Where the programs and the model are that the demo starts: built with it, side by side under the artifacts folder.</summary>
public sealed record DemoPrograms(string Gateway, string Board, string ModelImage, string ModelFloat)
{
    /// <summary>Finds them beside the running program.</summary>
    /// <exception cref="DemoException">One is missing.</exception>
    public static DemoPrograms Find()
    {
        // artifacts/bin/Demo/release/ -> artifacts/bin/Gateway/release/
        string own = AppContext.BaseDirectory.TrimEnd('/');
        string configuration = Path.GetFileName(own);
        string bin = Path.GetDirectoryName(Path.GetDirectoryName(own))!;
        return new(
            Existing(Path.Combine(bin, "Gateway", configuration, "aiot-gateway")),
            Existing(Path.Combine(bin, "VirtualBoard", configuration, "aiot-virtual-board")),
            Existing(Path.Combine(own, "models", "bearing-v1.aim")),
            Existing(Path.Combine(own, "models", "bearing-v1.onnx")));
    }

    private static string Existing(string file) => File.Exists(file) ? file : throw new DemoException($"{file}: not built; run ./aiot setup");
}
