using System.Reflection;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Standins.Tests.NanoFramework;

/// <summary>
/// What a stand-in offers is what the real 1.x library offers, member by member: name, parameters with their names, types and defaults'
/// presence, return type, accessors, enum values, whether it is static. The lists of the real libraries lie beside the data.
/// </summary>
public class DeviceApiTests
{
    /// <summary>Stand-in assembly and the lists of the libraries that it stands for.</summary>
    public static TheoryData<string, string[]> Standins => new()
    {
        { "nanoFramework.CoreLibrary", ["mscorlib.txt"] },
        { "nanoFramework.Hardware.Esp32", ["nanoFramework.Hardware.Esp32.txt"] },
        { "nanoFramework.M2Mqtt", ["nanoFramework.M2Mqtt.txt", "nanoFramework.M2Mqtt.Core.txt"] },
        { "nanoFramework.Runtime.Events", ["nanoFramework.Runtime.Events.txt"] },
        { "nanoFramework.Runtime.Native", ["nanoFramework.Runtime.Native.txt"] },
        { "nanoFramework.System.Device.Gpio", ["System.Device.Gpio.txt"] },
        { "nanoFramework.System.Device.I2c", ["System.Device.I2c.txt"] },
        { "nanoFramework.System.Device.Spi", ["System.Device.Spi.txt"] },
        { "nanoFramework.System.Device.Wifi", ["System.Device.Wifi.txt"] },
        { "nanoFramework.System.Net", ["System.Net.txt"] },
        { "nanoFramework.TestFramework", ["nanoFramework.TestFramework.txt"] },
    };

    [SkippableTheory]
    [MemberData(nameof(Standins))]
    public void Every_public_member_of_a_stand_in_is_one_of_the_real_library(string assembly, string[] lists)
    {
        ApiList real = ApiList.Load(lists);
        List<string> wrong = [.. Differences(Assembly.Load(assembly), real)];
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Every_stand_in_for_a_nanoFramework_package_is_compared()
    {
        IEnumerable<string> folders = Directory.GetDirectories(TestData.InRepository("standins"), "nanoFramework.*").Select(folder => Path.GetFileName(folder)!);
        Assert.Equal(folders.Order(StringComparer.Ordinal), Standins.Select(row => (string)row[0]).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public void A_member_that_differs_is_found()
    {
        ApiList real = ApiList.Load(["System.Device.Spi.txt"]);
        Assert.True(real.Has("System.Device.Spi.SpiDevice", "void Write(SpanByte buffer)"));
        Assert.False(real.Has("System.Device.Spi.SpiDevice", "void Write(SpanByte data)"));
        Assert.False(real.Has("System.Device.Spi.SpiDevice", "static void Write(SpanByte buffer)"));
        Assert.True(real.Has("System.Device.Spi.SpiDevice", "static SpiDevice Create(SpiConnectionSettings settings)"));
        Assert.False(real.Has("System.Device.Spi.SpiMode", "Mode0 = 1"));
        Assert.NotEmpty(Differences(typeof(DeviceApiTests).Assembly, real));
    }

    private static IEnumerable<string> Differences(Assembly assembly, ApiList real)
    {
        foreach (Type type in assembly.GetExportedTypes())
        {
            // .NET has a class of the real full name without the device's members: the stand-in lies in another namespace.
            string name = type.FullName == "nanoFramework.Networking.X509Certificate2" ? "System.Security.Cryptography.X509Certificates.X509Certificate2" : type.FullName!.Replace('+', '.');
            if (!real.HasType(name))
            {
                yield return $"{name}: no such type";
                continue;
            }

            foreach (string member in ApiMembers.Of(type).Where(member => !real.Has(name, member)))
            {
                yield return $"{name}: {member}";
            }
        }
    }
}
