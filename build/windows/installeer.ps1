# Installs Rekenbureau for this user, without admin rights. Docs: docs/beheer.md.
#
#   powershell -NoProfile -ExecutionPolicy Bypass -File installeer.ps1 [-Stil] [-BijAanmelden] [-TerugNaarVorige]
#
# Exit code 0: done. 1: nothing was changed, or what was changed works; the message says why.
[CmdletBinding()]
param(
    [switch]$Stil,
    [switch]$BijAanmelden,
    [switch]$TerugNaarVorige,
    [string]$Bron = $PSScriptRoot
)

. (Join-Path $PSScriptRoot 'onderdelen.ps1')

$CurrentFile = Join-Path $ProgramRoot 'huidig.txt'
$PreviousFile = Join-Path $ProgramRoot 'vorige.txt'

function Read-Version([string]$File) {
    if (-not (Test-Path -LiteralPath $File)) { return '' }
    $version = [string](Get-Content -LiteralPath $File -TotalCount 1)
    if ($version -notmatch '^[0-9][0-9A-Za-z.+-]*$') { throw "Onleesbare versie in $File." }
    return $version
}

function Copy-Version([string]$Version) {
    # Beside, checked, and only then in its place: a copy that was broken off is never used.
    $target = Join-Path $ProgramRoot $Version
    $draft = "$target.deel"
    New-Item -ItemType Directory -Path $ProgramRoot -Force | Out-Null
    if (Test-Path -LiteralPath $draft) { Remove-Item -LiteralPath $draft -Recurse -Force }
    Copy-Item -LiteralPath $Bron -Destination $draft -Recurse
    Assert-Sum $draft
    # Windows marks what came from the internet; the sums have shown that this is the release
    Get-ChildItem -LiteralPath $draft -Recurse -File | Unblock-File
    # the same version again: moved away whole, so that there is never half a version; Remove-OldVersion takes it
    $old = "$target.oud"
    if (Test-Path -LiteralPath $old) { Remove-Item -LiteralPath $old -Recurse -Force }
    if (Test-Path -LiteralPath $target) { Rename-Item -LiteralPath $target -NewName "$Version.oud" }
    Rename-Item -LiteralPath $draft -NewName $Version
}

function Enable-Version([string]$Version) {
    # Points everything of this user at one version.
    $folder = Join-Path $ProgramRoot $Version
    $program = Join-Path $folder 'programma\rekenbureauw.exe'
    $addin = Join-Path $folder $AddinName
    foreach ($path in @($program, $addin)) {
        if (-not (Test-Path -LiteralPath $path -PathType Leaf)) { throw "Dit bestand ontbreekt: $path." }
    }
    New-Item -ItemType Directory -Path $LocalFolder -Force | Out-Null
    Set-Content -LiteralPath (Join-Path $LocalFolder 'motor.pad') -Value $program -Encoding Default
    Set-TrustedLocation
    Set-Addin $addin
    Set-Shortcut $program
    Set-Logon $program
}

function Set-TrustedLocation {
    # Macros of the add-in run without a question; only of what stands in this folder.
    New-Item -Path $TrustedLocation -Force | Out-Null
    Set-ItemProperty -LiteralPath $TrustedLocation -Name 'Path' -Value "$ProgramRoot\" -Type String
    Set-ItemProperty -LiteralPath $TrustedLocation -Name 'AllowSubfolders' -Value 1 -Type DWord
    Set-ItemProperty -LiteralPath $TrustedLocation -Name 'Description' -Value 'Rekenbureau' -Type String
}

function Set-Shortcut([string]$Program) {
    $shell = New-Object -ComObject 'WScript.Shell'
    $link = $shell.CreateShortcut($Shortcut)
    $link.TargetPath = $Program
    $link.Arguments = 'motor'
    $link.WorkingDirectory = Split-Path -Path $Program -Parent
    $link.Description = 'Rekent voor de knoppen van Rekenbureau in Excel'
    $link.Save()
}

function Set-Logon([string]$Program) {
    # Asked for, or asked for at an earlier installation.
    if (-not (Test-Path -LiteralPath $RunKey)) { New-Item -Path $RunKey -Force | Out-Null }
    $earlier = (Get-Item -LiteralPath $RunKey).GetValue($RunName)
    if ($BijAanmelden -or $earlier) {
        Set-ItemProperty -LiteralPath $RunKey -Name $RunName -Value "`"$Program`" motor" -Type String
    }
}

function Remove-OldVersion([string[]]$Keep) {
    foreach ($folder in @(Get-ChildItem -LiteralPath $ProgramRoot -Directory)) {
        if ($Keep -notcontains $folder.Name) { Remove-Item -LiteralPath $folder.FullName -Recurse -Force }
    }
}

function Set-Version([string]$Version, [string]$Previous) {
    Set-Content -LiteralPath $CurrentFile -Value $Version -Encoding Ascii
    if ($Previous) { Set-Content -LiteralPath $PreviousFile -Value $Previous -Encoding Ascii }
}

function Install-Release {
    $version = Read-Version (Join-Path $Bron 'VERSIE')
    if (-not $version) { throw "Het bestand VERSIE ontbreekt in $Bron. Pak de levering opnieuw uit." }
    Write-Line "Rekenbureau $version wordt gecontroleerd en geinstalleerd in $ProgramRoot."
    Assert-Sum $Bron
    $current = Read-Version $CurrentFile
    $previous = Read-Version $PreviousFile
    if ($current -and $current -ne $version) { $previous = $current }
    Stop-Engine
    Copy-Version $version
    Enable-Version $version
    Set-Version -Version $version -Previous $previous
    Remove-OldVersion -Keep @($version, $previous)
    Write-Line "Klaar. Open Excel: het tabblad Rekenbureau staat op het lint."
}

function Restore-Previous {
    $current = Read-Version $CurrentFile
    $previous = Read-Version $PreviousFile
    if (-not $previous -or $previous -eq $current) { throw 'Er is geen vorige versie om naar terug te gaan.' }
    Assert-Sum (Join-Path $ProgramRoot $previous)
    Stop-Engine
    Enable-Version $previous
    Set-Version -Version $previous -Previous $current
    Write-Line "Rekenbureau $previous is weer in gebruik; $current blijft bewaard."
}

try {
    Assert-ExcelClosed
    if ($TerugNaarVorige) { Restore-Previous } else { Install-Release }
    exit 0
}
catch {
    [Console]::Error.WriteLine($_.Exception.Message)
    exit 1
}
