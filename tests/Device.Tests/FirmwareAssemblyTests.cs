using AIoT.Embedded.Device.Tests.Gate;
using AIoT.Embedded.Device.Tests.Projects;
using Mono.Cecil;

namespace AIoT.Embedded.Device.Tests;

/// <summary>The compiled firmware holds nothing that a board can't run.</summary>
public class FirmwareAssemblyTests
{
    private static readonly string[] IntegerRooms = ["Signal", "Inference"];
    private static readonly DeviceGate Gate = new(AllowedApi.Load(Path.Combine(AppContext.BaseDirectory, "allow-list")));

    public static TheoryData<string> Firmware => [.. FirmwareProject.All().Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Firmware))]
    public void A_firmware_assembly_holds_nothing_that_a_board_cannot_run(string name)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(FirmwareProject.Of(name).AssemblyPath);
        IReadOnlyList<Violation> violations = Gate.Check(module, IntegerRooms.Contains(name));
        Assert.True(violations.Count == 0, $"{violations.Count} things in {name} that a board can't run:\n" + string.Join('\n', violations));
    }

    [Fact]
    public void Firmware_is_found() => Assert.True(Firmware.Count >= 6);
}
