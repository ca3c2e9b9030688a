namespace Traceability;

/// <summary>
/// The adapters of one kind, the preferred one first: those in this build, and the names of those that are not, because their package
/// was not to be had when it was made (deploy/packages.sh). A file that is compiled by its switch adds its own.
/// </summary>
/// <param name="option">How the choice is called where it is made, for example --journal.</param>
public sealed class Adapters<T>(string option)
{
    private readonly List<(string Name, string? Package, T? Adapter)> _all = [];

    /// <summary>Those in this build.</summary>
    public IReadOnlyList<string> Names => [.. _all.Where(a => a.Adapter is not null).Select(a => a.Name)];

    /// <summary>The packages that would bring others.</summary>
    public IReadOnlyList<string> Missing => [.. _all.Where(a => a.Adapter is null).Select(a => a.Package!)];

    public T this[string name] => Find(name) ?? throw new KeyNotFoundException($"{option} {name}");

    public Adapters<T> Add(string name, T adapter)
    {
        _all.Add((name, null, adapter));
        return this;
    }

    /// <summary>Where no file of this build has added it, it is known as missing.</summary>
    public Adapters<T> Expect(string name, string package)
    {
        if (_all.All(a => a.Name != name)) _all.Add((name, package, default));
        return this;
    }

    /// <summary>The name that a choice means: auto is the first in this build.</summary>
    /// <exception cref="NotSupportedException">No such adapter, or none in this build; the sentence can be shown as it is.</exception>
    public string Choose(string choice)
    {
        if (choice == "auto") return Names[0];
        if (Find(choice) is not null) return choice;
        var package = _all.FirstOrDefault(a => a.Name == choice).Package;
        throw new NotSupportedException($"{option} {choice}: {(package is null ? "unknown" : $"not in this build: package {package}")}; it has {string.Join(", ", Names)}");
    }

    private T? Find(string name) => _all.FirstOrDefault(a => a.Name == name).Adapter;
}
