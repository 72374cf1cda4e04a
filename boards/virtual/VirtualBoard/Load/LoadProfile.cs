using AIoT.Embedded.Boards.Virtual.Chip;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace AIoT.Embedded.Boards.Virtual.Load;

/// <summary>What each board of a run is: a small YAML file.</summary>
public sealed record LoadProfile
{
    /// <summary><c>pump</c> or <c>fan</c>.</summary>
    public string Machine { get; init; } = "pump";

    /// <summary>The accelerometer that each board measures through (<see cref="Chips"/>); empty: samples come straight from the simulation.</summary>
    public string Chip { get; init; } = "";

    /// <summary>The model image, beside the profile or in the run's folder of models; empty: none.</summary>
    public string Model { get; init; } = "";

    /// <summary>Windows that each board measures a second, 0.01 to 100.</summary>
    public double WindowsPerSecond { get; init; } = 1;

    /// <summary>Memory that each board's engine may use to be faster, 0 to 1 MB.</summary>
    public int PackedWeightBytes { get; init; }

    /// <summary>Settings of the boards' node.conf, without device and broker.</summary>
    public Dictionary<string, string> Configuration { get; init; } = [];

    /// <summary>Reads a profile by the path of its file, or by the name of one that comes with the program.</summary>
    /// <exception cref="BoardException">There is none, or it is not valid.</exception>
    public static LoadProfile Read(string name, out string file)
    {
        string shipped = Path.Combine(AppContext.BaseDirectory, "profiles");
        file = File.Exists(name) ? name : Path.Combine(shipped, name + ".yaml");
        try
        {
            IDeserializer yaml = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).WithDuplicateKeyChecking().Build();
            LoadProfile profile = yaml.Deserialize<LoadProfile?>(File.ReadAllText(file)) ?? new LoadProfile();
            return profile.Fault() is { } fault ? throw new BoardException($"--profile {file}: {fault}") : profile;
        }
        catch (YamlException e)
        {
            throw new BoardException($"--profile {file}: line {e.Start.Line}: {e.InnerException?.Message ?? e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string there = Directory.Exists(shipped) ? string.Join(", ", Directory.GetFiles(shipped, "*.yaml").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)) : "";
            throw new BoardException($"--profile {name}: there is no such file; give one, or a name of {there}", e);
        }
    }

    private string? Fault()
        => !Machines.Scenarios.Contains(Machine) ? $"machine: {Machine}: take pump or fan"
        : Chip.Length > 0 && !Chips.Names.Contains(Chip) ? $"chip: {Chip}: take {string.Join(", ", Chips.Names)}"
        : WindowsPerSecond is not (>= 0.01 and <= 100) ? "windowsPerSecond: 0.01 to 100"
        : PackedWeightBytes is < 0 or > 1 << 20 ? "packedWeightBytes: 0 to 1048576"
        : null;
}
