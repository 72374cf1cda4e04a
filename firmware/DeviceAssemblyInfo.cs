using System.Reflection;

// Compiled into device assemblies only: the PC's build writes these itself.
[assembly: AssemblyCompany("The AIoT.Embedded authors")]
[assembly: AssemblyProduct("AIoT.Embedded")]
[assembly: AssemblyVersion("0.1.0.0")]
[assembly: AssemblyFileVersion("0.1.0.0")]
