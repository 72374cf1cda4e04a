namespace AIoT.Embedded.Device.Tests.Projects;

/// <summary>What a device project builds.</summary>
public enum DeviceProjectKind
{
    /// <summary>An assembly for applications.</summary>
    Library,

    /// <summary>An application: an assembly with an entry point.</summary>
    Application,

    /// <summary>Unit tests that nanoFramework.TestFramework runs on a board.</summary>
    Tests,
}
